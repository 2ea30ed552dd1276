import { useMemo } from 'react';
import {
  ActorName,
  Chip,
  DataTable,
  JsonValueView,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** A field before and after. */
export interface DifferingField {
  field: string;
  /** Differs, but what it holds is not told. */
  sensitive?: boolean;
  before?: unknown;
  after?: unknown;
  author?: string;
}

type Row = DifferingField & { id: string };

const field: DataColumn<Row> = {
  id: 'field',
  label: 'Field',
  render: row => <code style={{ overflowWrap: 'anywhere' }}>{row.field}</code>,
};
const author: DataColumn<Row> = {
  id: 'author',
  label: 'By',
  render: row => (row.author ? <ActorName actor={row.author} /> : '–'),
};

function Side(props: { row: Row; value: unknown }) {
  return props.row.sensitive ? (
    <Chip>sensitive, not shown</Chip>
  ) : (
    <JsonValueView value={props.value} />
  );
}

/** Fields that differ, side by side. */
export function FieldDiff(props: {
  label: string;
  fields: DifferingField[];
  beforeLabel?: string;
  afterLabel?: string;
  /** Also says who wrote each field. */
  withAuthor?: boolean;
}) {
  const { label, fields, withAuthor } = props;
  const { beforeLabel = 'Before', afterLabel = 'After' } = props;
  const items = useMemo(
    () => fields.map(item => ({ ...item, id: item.field })),
    [fields],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      field,
      {
        id: 'before',
        label: beforeLabel,
        render: row => <Side row={row} value={row.before} />,
      },
      {
        id: 'after',
        label: afterLabel,
        render: row => <Side row={row} value={row.after} />,
      },
      ...(withAuthor ? [author] : []),
    ],
    [beforeLabel, afterLabel, withAuthor],
  );
  return <DataTable label={label} columns={columns} items={items} />;
}
