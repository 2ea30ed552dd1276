import { screen, within } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { EmptyState } from '../EmptyState';
import { DataTable, type DataColumn } from './DataTable';

interface Fruit {
  id: string;
  name: string;
  colour: string;
}

const columns: Array<DataColumn<Fruit>> = [
  { id: 'name', label: 'Name', render: fruit => fruit.name },
  { id: 'colour', label: 'Colour', render: fruit => fruit.colour },
];

describe('DataTable', () => {
  it('names its rows by the first column and labels every cell', async () => {
    renderInTestApp(
      <DataTable
        label="Fruits"
        columns={columns}
        items={[{ id: '1', name: 'Plum', colour: 'blue' }]}
      />,
    );
    const row = await screen.findByRole('row', { name: /Plum/ });
    expect(
      within(row).getByRole('rowheader', { name: 'Plum' }),
    ).toBeInTheDocument();
    // Shown instead of the headings where rows become cards.
    expect(within(row).getByText('Colour')).toHaveAttribute(
      'aria-hidden',
      'true',
    );
  });

  it('shows no headings above nothing', async () => {
    renderInTestApp(
      <DataTable
        label="Fruits"
        columns={columns}
        items={[]}
        empty={<EmptyState title="No fruits yet" />}
      />,
    );
    expect(await screen.findByText('No fruits yet')).toBeInTheDocument();
    expect(screen.queryByRole('columnheader')).not.toBeInTheDocument();
  });
});
