import { useMemo } from 'react';
import type {
  Output,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  CopyButton,
  DataTable,
  EmptyState,
  formatValue,
  JsonValueView,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from '../../shared';
import { SensitiveOutput } from './SensitiveOutput';

type Row = Output & { id: string };

const columnsOf = (resourceId: string): Array<DataColumn<Row>> => [
  { id: 'name', label: 'Output', render: output => <code>{output.name}</code> },
  {
    id: 'value',
    label: 'Value',
    render: output =>
      output.sensitive ? (
        <SensitiveOutput resourceId={resourceId} name={output.name} />
      ) : (
        <JsonValueView value={output.value} />
      ),
  },
  {
    id: 'copy',
    label: 'Copy',
    render: output =>
      output.sensitive || output.value === undefined ? (
        ''
      ) : (
        <CopyButton
          label={`Copy output ${output.name}`}
          text={formatValue(output.value)}
        />
      ),
  },
];

/** What the resource hands to its children and readers. */
export function OutputsSection(props: { resource: Resource }) {
  const { resource } = props;
  const items = useMemo(
    () => resource.outputs.map(output => ({ ...output, id: output.name })),
    [resource.outputs],
  );
  const columns = useMemo(() => columnsOf(resource.id), [resource.id]);
  return (
    <Section title="Outputs">
      <DataTable
        label="Outputs of the resource"
        columns={columns}
        items={items}
        empty={
          <EmptyState
            title="No outputs"
            description={
              resource.state === 'provisioned'
                ? 'The module has no outputs.'
                : 'Outputs are there once the resource is provisioned.'
            }
          />
        }
      />
    </Section>
  );
}
