import { useMemo, type CSSProperties, type ReactNode } from 'react';
import { Cell, Table, type ColumnConfig } from '@backstage/ui';
import styles from './DataTable.module.css';

/** A column of {@link DataTable}. @public */
export interface DataColumn<T> {
  id: string;
  label: string;
  render: (item: T) => ReactNode;
}

/** Narrower columns cannot be read; the table scrolls sideways instead. */
const MIN_COLUMN_WIDTH = 124;

/**
 * The table of Backstage UI with an accessible name and any content in its
 * cells. Where there is little room its rows become cards. The first column
 * names the row.
 *
 * @public
 */
export function DataTable<T extends { id: string }>(props: {
  label: string;
  columns: ReadonlyArray<DataColumn<T>>;
  items: T[] | undefined;
  /** A newer list is on its way. */
  stale?: boolean;
  /** Takes the place of the table where there is nothing to show. */
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
          cell: item => (
            <Cell>
              <div className={styles.cell}>
                {/* Readers hear the heading of the column already. */}
                <span className={styles.label} aria-hidden="true">
                  {column.label}
                </span>
                <div className={styles.content}>{column.render(item)}</div>
              </div>
            </Cell>
          ),
        }),
      ),
    [columns],
  );
  const isEmpty = items?.length === 0 && empty !== undefined;
  return (
    <section aria-label={label} className={styles.root}>
      {isEmpty ? (
        empty
      ) : (
        <div
          className={styles.table}
          style={
            {
              '--min-table-width': `${columns.length * MIN_COLUMN_WIDTH}px`,
            } as CSSProperties
          }
        >
          <Table
            columnConfig={columnConfig}
            data={items}
            isPending={items === undefined}
            isStale={stale}
            pagination={{ type: 'none' }}
          />
        </div>
      )}
    </section>
  );
}
