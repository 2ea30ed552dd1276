import { useMemo, type ReactNode } from 'react';
import { Cell, Table, type ColumnConfig } from '@backstage/ui';
import styles from './DataTable.module.css';

/** A column of {@link DataTable}. @public */
export interface DataColumn<T> {
  id: string;
  label: string;
  render: (item: T) => ReactNode;
}

/** Narrower columns cannot be read; the table scrolls sideways instead. */
const MIN_COLUMN_WIDTH = 145;

/**
 * The table of Backstage UI with an accessible name, any content in its cells,
 * and sideways scrolling on narrow screens. The first column names the row.
 *
 * @public
 */
export function DataTable<T extends { id: string }>(props: {
  label: string;
  columns: ReadonlyArray<DataColumn<T>>;
  items: T[] | undefined;
  /** A newer list is on its way. */
  stale?: boolean;
  empty?: ReactNode;
}) {
  const { label, columns, items, stale, empty } = props;
  const columnConfig = useMemo(
    () =>
      columns.map(
        (column, index): ColumnConfig<T> => ({
          // Rows and columns share one space of keys in react-aria.
          id: `column:${column.id}`,
          label: column.label,
          isRowHeader: index === 0,
          cell: item => <Cell>{column.render(item)}</Cell>,
        }),
      ),
    [columns],
  );
  return (
    <section aria-label={label} className={styles.root}>
      <Table
        columnConfig={columnConfig}
        data={items}
        isPending={items === undefined}
        isStale={stale}
        pagination={{ type: 'none' }}
        emptyState={empty}
        style={{ minWidth: columns.length * MIN_COLUMN_WIDTH }}
      />
    </section>
  );
}
