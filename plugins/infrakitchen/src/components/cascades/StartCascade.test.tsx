import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { aCascade, aResource, renderPage } from '../../__testUtils__';
import { CascadeButtons } from './CascadeButtons';
import { UpdateStaleButton } from './UpdateStaleButton';
import { WaitingCascades } from './WaitingCascades';

describe('starting a cascade', () => {
  it('offers what there is to do and asks how to go on', async () => {
    const user = userEvent.setup();
    const createCascade = jest.fn(async () => aCascade());
    renderPage(
      'resources',
      <CascadeButtons
        resource={aResource()}
        actions={[
          { action: 'cascade-update', allowed: true, reasons: [] },
          {
            action: 'cascade-recreate',
            allowed: false,
            reasons: [{ code: 'nothing_to_recreate', message: 'Nothing' }],
          },
          {
            action: 'cascade-destroy',
            allowed: false,
            reasons: [{ code: 'role_missing', message: 'Not you.' }],
          },
        ]}
      />,
      { api: { createCascade } },
    );
    expect(
      await screen.findByRole('button', { name: 'Destroy with all below' }),
    ).toHaveAccessibleDescription('Not possible: Not you.');
    expect(
      screen.queryByRole('button', { name: 'Recreate with all below' }),
    ).not.toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: 'Update with all below' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    const parallel = dialog.getByRole('textbox', { name: /Runs at once/ });
    await user.clear(parallel);
    const start = dialog.getByRole('button', { name: 'Show the plans' });
    expect(start).toBeDisabled();
    await user.type(parallel, '2');
    await user.click(
      dialog.getByRole('checkbox', { name: 'Stop at the first failure' }),
    );
    await user.click(start);
    expect(createCascade).toHaveBeenCalledWith({
      kind: 'update',
      rootId: 'resource-1',
      maxParallel: 2,
      stopOnFailure: false,
      reason: undefined,
    });
  });

  it('takes all stale resources of a list, from all its pages', async () => {
    const user = userEvent.setup();
    const createCascade = jest.fn(async () => aCascade());
    const listResources = jest.fn(
      async ({ limit, cursor }: { limit?: number; cursor?: string } = {}) =>
        limit === 1
          ? { items: [aResource()], totalItems: 2 }
          : {
              items: [aResource({ id: cursor ? 'two' : 'one' })],
              nextCursor: cursor ? undefined : 'more',
            },
    );
    renderPage(
      'resources',
      <UpdateStaleButton filter={['templateId=t', 'staleInputs=false']} />,
      { api: { createCascade, listResources } },
    );
    await user.click(
      await screen.findByRole('button', { name: 'Update stale (2)' }),
    );
    await user.click(
      await screen.findByRole('button', { name: 'Show the plans' }),
    );
    expect(createCascade).toHaveBeenCalledWith(
      expect.objectContaining({ kind: 'update', resourceIds: ['one', 'two'] }),
    );
    expect(listResources).toHaveBeenCalledWith(
      expect.objectContaining({
        filter: ['templateId=t', 'staleInputs=true'],
      }),
    );
  });

  it('shows in the inbox what waits for one approval', async () => {
    renderPage('approvals', <WaitingCascades />, {
      api: {
        listCascades: async () => ({
          items: [aCascade({ state: 'awaiting_approval' })],
        }),
      },
    });
    expect(
      await screen.findByRole('link', { name: 'Destroy eu' }),
    ).toHaveAttribute('href', '/infrakitchen/cascades/cascade-1');
  });
});
