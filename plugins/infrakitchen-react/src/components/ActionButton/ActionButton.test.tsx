import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ActionButton } from './ActionButton';

describe('ActionButton', () => {
  it('stays focusable when impossible, gives the reason and does nothing', async () => {
    const onPress = jest.fn();
    renderInTestApp(
      <ActionButton reasons={['It has living children.']} onPress={onPress}>
        Destroy
      </ActionButton>,
    );
    const button = await screen.findByRole('button', { name: 'Destroy' });
    expect(button).toHaveAttribute('aria-disabled', 'true');
    expect(button).toHaveAccessibleDescription(
      'Not possible: It has living children.',
    );
    await userEvent.tab();
    expect(button).toHaveFocus();
    await userEvent.click(button);
    expect(onPress).not.toHaveBeenCalled();
  });
});
