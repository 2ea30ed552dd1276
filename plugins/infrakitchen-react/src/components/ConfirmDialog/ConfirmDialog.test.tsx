import { useState } from 'react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Button } from '@backstage/ui';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ConfirmDialog } from './ConfirmDialog';

describe('ConfirmDialog', () => {
  it('acts only after the name was typed, shows a failure and closes on success', async () => {
    const user = userEvent.setup();
    const onClose = jest.fn();
    const onConfirm = jest
      .fn()
      .mockRejectedValueOnce(new Error('It has living children'))
      .mockResolvedValueOnce(undefined);
    renderInTestApp(
      <ConfirmDialog
        isOpen
        title="Destroy eu-prod"
        confirmLabel="Destroy"
        destructive
        requiredText="eu-prod"
        reason="optional"
        onConfirm={onConfirm}
        onClose={onClose}
      >
        Everything in it is lost.
      </ConfirmDialog>,
    );

    const dialog = within(
      await screen.findByRole('dialog', { name: 'Destroy eu-prod' }),
    );
    const button = dialog.getByRole('button', { name: 'Destroy' });
    expect(button).toBeDisabled();

    await user.type(dialog.getByLabelText(/^Reason/), 'not needed any more');
    await user.type(
      dialog.getByLabelText('Type eu-prod to confirm'),
      'eu-prod',
    );
    await user.click(button);
    expect(onConfirm).toHaveBeenCalledWith('not needed any more');
    expect(
      await dialog.findByText('It has living children'),
    ).toBeInTheDocument();
    expect(onClose).not.toHaveBeenCalled();

    await user.click(dialog.getByRole('button', { name: 'Destroy' }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
  });

  it('gives the focus back to what opened it', async () => {
    const user = userEvent.setup();
    function Page() {
      const [isOpen, setOpen] = useState(false);
      return (
        <>
          <Button onPress={() => setOpen(true)}>Delete it</Button>
          {isOpen && (
            <ConfirmDialog
              isOpen
              title="Delete"
              confirmLabel="Delete"
              requiredText="it"
              onConfirm={async () => {}}
              onClose={() => setOpen(false)}
            />
          )}
        </>
      );
    }
    renderInTestApp(<Page />);
    const opener = await screen.findByRole('button', { name: 'Delete it' });
    await user.click(opener);
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toContainElement(document.activeElement as HTMLElement);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(opener).toHaveFocus());
  });
});
