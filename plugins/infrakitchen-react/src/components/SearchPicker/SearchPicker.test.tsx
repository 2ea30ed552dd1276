import { useState } from 'react';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { SearchPicker, type PickedOption } from './SearchPicker';

const options = ['Approvers', 'Auditors', 'Developers'].map(label => ({
  id: label.toLowerCase(),
  label,
}));

const search = async (text: string) =>
  options.filter(({ label }) =>
    label.toLowerCase().includes(text.toLowerCase()),
  );

function Several() {
  const [chosen, setChosen] = useState<string[]>([]);
  return (
    <>
      <SearchPicker
        label="Approvers"
        value={undefined}
        clearOnPick
        announce={({ label }) => `${label} is chosen`}
        search={search}
        onChange={option =>
          option && setChosen(before => [...before, option.label])
        }
      />
      <p>Chosen: {chosen.join(', ')}</p>
    </>
  );
}

function One() {
  const [value, setValue] = useState<PickedOption>();
  return (
    <SearchPicker
      label="Owner"
      value={value}
      search={search}
      onChange={setValue}
    />
  );
}

/** Longer than the picker waits before it searches. */
const everythingCame = () =>
  act(() => new Promise<void>(resolve => setTimeout(resolve, 400)));

describe('SearchPicker', () => {
  it.each(['click', 'Enter'])(
    'closes, empties and keeps the focus for the next of several, by %s',
    async way => {
      const user = userEvent.setup();
      renderInTestApp(<Several />);
      const field = await screen.findByRole('combobox', { name: 'Approvers' });
      const pick = async (text: string, label: string) => {
        await user.type(field, text);
        await waitFor(() =>
          expect(screen.getAllByRole('option')).toHaveLength(1),
        );
        if (way === 'click') {
          await user.click(screen.getByRole('option', { name: label }));
        } else {
          await user.keyboard('{ArrowDown}{Enter}');
        }
        await waitFor(() =>
          expect(screen.queryByRole('listbox')).not.toBeInTheDocument(),
        );
        // Nothing that comes later opens it again.
        await everythingCame();
        expect(screen.queryByRole('listbox')).not.toBeInTheDocument();
        expect(field).toHaveValue('');
        expect(field).toHaveFocus();
      };
      await pick('appr', 'Approvers');
      expect(screen.getByRole('status')).toHaveTextContent(
        'Approvers is chosen',
      );
      await pick('dev', 'Developers');
      expect(screen.getByRole('status')).toHaveTextContent(
        'Developers is chosen',
      );
      expect(
        screen.getByText('Chosen: Approvers, Developers'),
      ).toBeInTheDocument();
    },
  );

  it('closes on the one that is picked', async () => {
    const user = userEvent.setup();
    renderInTestApp(<One />);
    const field = await screen.findByRole('combobox', { name: 'Owner' });
    await user.type(field, 'dev');
    await user.click(await screen.findByRole('option', { name: 'Developers' }));
    await waitFor(() =>
      expect(screen.queryByRole('listbox')).not.toBeInTheDocument(),
    );
    await everythingCame();
    expect(screen.queryByRole('listbox')).not.toBeInTheDocument();
    expect(field).toHaveValue('Developers');
    expect(field).toHaveFocus();
  });

  it('says that what it shows is about to be replaced', async () => {
    const user = userEvent.setup();
    renderInTestApp(<One />);
    const field = await screen.findByRole('combobox', { name: 'Owner' });
    await user.click(field);
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(3));
    const busy = () => screen.getByRole('listbox').closest('[aria-busy]');
    expect(busy()).toBeNull();
    await user.type(field, 'dev');
    expect(screen.getAllByRole('option')).toHaveLength(3);
    expect(busy()).not.toBeNull();
    await waitFor(() => expect(busy()).toBeNull());
    expect(screen.getAllByRole('option')).toHaveLength(1);
  });

  it('keeps what is being typed, and its list, while the page scrolls', async () => {
    const user = userEvent.setup();
    renderInTestApp(<One />);
    const field = await screen.findByRole('combobox', { name: 'Owner' });
    await user.type(field, 'dev');
    await screen.findByRole('option', { name: 'Developers' });
    fireEvent.scroll(document);
    await everythingCame();
    expect(field).toHaveValue('dev');
    await user.click(screen.getByRole('option', { name: 'Developers' }));
    expect(field).toHaveValue('Developers');
  });

  it('takes back what was typed, by Escape', async () => {
    const user = userEvent.setup();
    renderInTestApp(<One />);
    const field = await screen.findByRole('combobox', { name: 'Owner' });
    await user.type(field, 'dev');
    await screen.findByRole('option', { name: 'Developers' });
    await user.keyboard('{Escape}');
    await everythingCame();
    expect(screen.queryByRole('listbox')).not.toBeInTheDocument();
    expect(field).toHaveValue('');
    expect(field).toHaveFocus();
  });

  it('leaves nothing that looks picked and is not', async () => {
    const user = userEvent.setup();
    renderInTestApp(<One />);
    const field = await screen.findByRole('combobox', { name: 'Owner' });
    await user.type(field, 'dev');
    await user.tab();
    expect(field).toHaveValue('');
    await user.type(field, 'dev');
    await user.click(await screen.findByRole('option', { name: 'Developers' }));
    await user.type(field, 'x');
    await user.tab();
    await waitFor(() => expect(field).toHaveValue('Developers'));
  });
});
