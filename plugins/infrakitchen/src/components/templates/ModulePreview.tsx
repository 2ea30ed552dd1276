import { useMemo } from 'react';
import { Flex, Text } from '@backstage/ui';
import type {
  ModuleAnalysis,
  ModuleOutput,
  ModuleVariable,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  Chip,
  DataTable,
  DiagnosticList,
  EmptyState,
  JsonValueView,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

type VariableRow = ModuleVariable & { id: string };
type OutputRow = ModuleOutput & { id: string };

const variableColumns: Array<DataColumn<VariableRow>> = [
  {
    id: 'name',
    label: 'Variable',
    render: variable => <code>{variable.name}</code>,
  },
  {
    id: 'type',
    label: 'Type',
    render: variable => (
      <code style={{ overflowWrap: 'anywhere' }}>{variable.type}</code>
    ),
  },
  {
    id: 'default',
    label: 'Default',
    render: variable => <VariableDefault variable={variable} />,
  },
  {
    id: 'description',
    label: 'Description',
    render: variable => (
      <Flex direction="column" gap="1">
        {variable.description ?? ''}
        {variable.sensitive && <Chip>sensitive</Chip>}
        {variable.validations.map(validation => (
          <Text key={validation.condition} variant="body-x-small">
            Checked by the module: {validation.errorMessage}
          </Text>
        ))}
      </Flex>
    ),
  },
];

const outputColumns: Array<DataColumn<OutputRow>> = [
  { id: 'name', label: 'Output', render: output => <code>{output.name}</code> },
  {
    id: 'description',
    label: 'Description',
    render: output => output.description ?? '',
  },
  {
    id: 'sensitive',
    label: 'Marks',
    render: output => (output.sensitive ? <Chip>sensitive</Chip> : ''),
  },
];

function VariableDefault(props: { variable: ModuleVariable }) {
  const { variable } = props;
  if (!variable.hasDefault) {
    return <Chip tone="info">required</Chip>;
  }
  return variable.sensitive ? (
    <em>not shown</em>
  ) : (
    <JsonValueView value={variable.default ?? null} />
  );
}

/** Variables, outputs and needs of a module. */
export function ModulePreview(props: { analysis: ModuleAnalysis }) {
  const { analysis } = props;
  const variables = useMemo(
    () => analysis.variables.map(v => ({ ...v, id: v.name })),
    [analysis],
  );
  return (
    <Flex direction="column" gap="4">
      {analysis.warnings && analysis.warnings.length > 0 && (
        <DiagnosticList diagnostics={analysis.warnings} />
      )}
      <DataTable
        label="Variables"
        columns={variableColumns}
        items={variables}
        empty={<EmptyState title="The module has no variables" />}
      />
      <OutputsTable outputs={analysis.outputs} />
      <Text color="secondary" variant="body-small">
        {analysis.requiredProviders.length > 0
          ? `Providers: ${analysis.requiredProviders
              .map(provider =>
                [provider.source ?? provider.name, provider.version]
                  .filter(Boolean)
                  .join(' '),
              )
              .join(', ')}. `
          : 'No providers are named. '}
        {analysis.requiredVersion &&
          `Engine version: ${analysis.requiredVersion}. `}
        {analysis.files.length} files read.
      </Text>
    </Flex>
  );
}

/** Outputs of a module. */
export function OutputsTable(props: { outputs: ModuleOutput[] }) {
  const { outputs } = props;
  const items = useMemo(
    () => outputs.map(output => ({ ...output, id: output.name })),
    [outputs],
  );
  return (
    <DataTable
      label="Outputs"
      columns={outputColumns}
      items={items}
      empty={<EmptyState title="The module has no outputs" />}
    />
  );
}
