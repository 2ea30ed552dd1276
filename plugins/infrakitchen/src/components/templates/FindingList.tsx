import { Flex, Text } from '@backstage/ui';
import type { VersionFinding } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  DataTable,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

type Row = VersionFinding & { id: string };

const columns: DataColumn<Row>[] = [
  {
    id: 'name',
    label: 'What',
    render: ({ name, kind }) => (
      <Flex direction="column" gap="1">
        <code style={{ overflowWrap: 'anywhere' }}>{name}</code>
        <Text variant="body-small" color="secondary">
          {kind.replaceAll('_', ' ')}
        </Text>
      </Flex>
    ),
  },
  {
    id: 'severity',
    label: 'Weight',
    render: ({ severity }) =>
      severity === 'breaking' ? (
        <Chip tone="danger">breaking</Chip>
      ) : (
        <Chip>notice</Chip>
      ),
  },
  {
    id: 'change',
    label: 'Before and after',
    render: ({ before, after }) =>
      before === undefined && after === undefined ? (
        '–'
      ) : (
        <span style={{ overflowWrap: 'anywhere' }}>
          <del>{before ?? 'nothing'}</del> → <ins>{after ?? 'nothing'}</ins>
        </span>
      ),
  },
  {
    id: 'message',
    label: 'What it means',
    render: ({ message }) => <Text>{message}</Text>,
  },
];

/** What differs between two versions, what breaks resources first. */
export function FindingList(props: { findings: VersionFinding[] }) {
  const { findings } = props;
  const breaking = findings.filter(one => one.severity === 'breaking').length;
  const notices = findings.length - breaking;
  if (findings.length === 0) {
    return <Text>Nothing differs that resources could notice.</Text>;
  }
  return (
    <Flex direction="column" gap="3">
      <Flex gap="1" style={{ flexWrap: 'wrap' }}>
        <Chip tone={breaking > 0 ? 'danger' : 'success'}>
          {`${breaking} breaking`}
        </Chip>
        <Chip>{notices === 1 ? '1 notice' : `${notices} notices`}</Chip>
      </Flex>
      <DataTable
        label="Differences"
        columns={columns}
        items={findings.map((finding, index) => ({
          ...finding,
          id: String(index),
        }))}
      />
    </Flex>
  );
}
