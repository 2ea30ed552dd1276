import { useMemo } from 'react';
import { Flex, Text } from '@backstage/ui';
import type {
  Change,
  ChangedField,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  Chip,
  DataTable,
  JsonValueView,
  TimeAgo,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

type Row = ChangedField & { id: string };

const columns: Array<DataColumn<Row>> = [
  { id: 'field', label: 'Field', render: row => <code>{row.field}</code> },
  {
    id: 'before',
    label: 'Before',
    render: row => <Side row={row} value={row.before} />,
  },
  {
    id: 'after',
    label: 'After',
    render: row => <Side row={row} value={row.after} />,
  },
  {
    id: 'author',
    label: 'By',
    render: row => (row.author ? <ActorName actor={row.author} /> : ''),
  },
];

function Side(props: { row: Row; value: unknown }) {
  return props.row.sensitive ? (
    <Chip>sensitive, not shown</Chip>
  ) : (
    <JsonValueView value={props.value} />
  );
}

/** The fields of a change, before and after. */
export function ChangeDiff(props: { change: Change }) {
  const { change } = props;
  const items = useMemo(
    () => change.fields.map(field => ({ ...field, id: field.field })),
    [change],
  );
  return (
    <Flex direction="column" gap="3">
      <Text color="secondary">
        Edited by <ActorName actor={change.createdBy} />, last{' '}
        <TimeAgo at={change.updatedAt} />
      </Text>
      <DataTable label="Changed fields" columns={columns} items={items} />
    </Flex>
  );
}
