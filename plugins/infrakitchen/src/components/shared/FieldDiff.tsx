import { useMemo } from 'react';
import type { EffectiveVariable } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  Chip,
  DataTable,
  formatValue,
  JsonValueView,
  TextDiff,
  ValueWithProvenance,
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
  /** What holds on the side that has no value of its own. */
  instead?: Pick<EffectiveVariable, 'value' | 'provenance'>;
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
  const { row, value } = props;
  if (row.sensitive) {
    return <Chip>sensitive, not shown</Chip>;
  }
  if (value === undefined && row.instead) {
    return (
      <>
        <em>not set here</em>; used is{' '}
        <ValueWithProvenance
          value={row.instead.value}
          provenance={row.instead.provenance}
        />
      </>
    );
  }
  return <JsonValueView value={value} />;
}

/** Where both sides are long, only what differs is worth reading. */
function LongSides(props: { row: Row }) {
  const { field: name, before, after } = props.row;
  return (
    <TextDiff
      label={`Lines of ${name} that differ`}
      before={formatValue(before)}
      after={formatValue(after)}
    />
  );
}

function isLong({ before, after }: Row): boolean {
  return [before, after].every(value => formatValue(value).includes('\n'));
}

function sizeText(value: unknown): string {
  const lines = formatValue(value).split('\n').length;
  return Array.isArray(value) ? `${value.length} entries` : `${lines} lines`;
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
        render: row =>
          isLong(row) ? (
            sizeText(row.before)
          ) : (
            <Side row={row} value={row.before} />
          ),
      },
      {
        id: 'after',
        label: afterLabel,
        render: row =>
          isLong(row) ? (
            <LongSides row={row} />
          ) : (
            <Side row={row} value={row.after} />
          ),
      },
      ...(withAuthor ? [author] : []),
    ],
    [beforeLabel, afterLabel, withAuthor],
  );
  return <DataTable label={label} columns={columns} items={items} />;
}
