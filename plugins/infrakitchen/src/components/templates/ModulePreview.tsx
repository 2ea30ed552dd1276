import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { templatesTranslationRef, type Translate } from './translation';

type VariableRow = ModuleVariable & { id: string };
type OutputRow = ModuleOutput & { id: string };

const variableColumns: (t: Translate) => Array<DataColumn<VariableRow>> = t => [
  {
    id: 'name',
    label: t('modulePreview.variable'),
    render: variable => <code>{variable.name}</code>,
  },
  {
    id: 'type',
    label: t('modulePreview.type'),
    render: variable => (
      <code style={{ overflowWrap: 'anywhere' }}>{variable.type}</code>
    ),
  },
  {
    id: 'default',
    label: t('modulePreview.default'),
    render: variable => <VariableDefault variable={variable} />,
  },
  {
    id: 'description',
    label: t('modulePreview.description'),
    render: variable => (
      <Flex direction="column" gap="1">
        {variable.description ?? ''}
        {variable.sensitive && <Chip>{t('modulePreview.sensitive')}</Chip>}
        {variable.validations.map(validation => (
          <Text key={validation.condition} variant="body-x-small">
            {t('modulePreview.checkedByTheModuleError', {
              errorMessage: validation.errorMessage,
            })}
          </Text>
        ))}
      </Flex>
    ),
  },
];

const outputColumns: (t: Translate) => Array<DataColumn<OutputRow>> = t => [
  {
    id: 'name',
    label: t('modulePreview.output'),
    render: output => <code>{output.name}</code>,
  },
  {
    id: 'description',
    label: t('modulePreview.description'),
    render: output => output.description ?? '',
  },
  {
    id: 'sensitive',
    label: t('modulePreview.marks'),
    render: output =>
      output.sensitive ? <Chip>{t('modulePreview.sensitive')}</Chip> : '',
  },
];

/** What the module takes where nothing is set; never that of a secret. */
export function VariableDefault(props: { variable: ModuleVariable }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { variable } = props;
  if (!variable.hasDefault) {
    return <Chip tone="info">{t('modulePreview.required')}</Chip>;
  }
  return variable.sensitive ? (
    <em>{t('modulePreview.notShown')}</em>
  ) : (
    <JsonValueView value={variable.default ?? null} />
  );
}

/** Variables, outputs and needs of a module. */
export function ModulePreview(props: { analysis: ModuleAnalysis }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const columns = useMemo(() => variableColumns(t), [t]);
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
        label={t('modulePreview.variables')}
        columns={columns}
        items={variables}
        empty={
          <EmptyState title={t('modulePreview.theModuleHasNoVariables')} />
        }
      />
      <OutputsTable outputs={analysis.outputs} />
      <Text color="secondary" variant="body-small">
        {[
          analysis.requiredProviders.length > 0
            ? t('modulePreview.providers', {
                providers: analysis.requiredProviders
                  .map(provider =>
                    [provider.source ?? provider.name, provider.version]
                      .filter(Boolean)
                      .join(' '),
                  )
                  .join(', '),
              })
            : t('modulePreview.noProviders'),
          analysis.requiredVersion &&
            t('modulePreview.engineVersion', {
              version: analysis.requiredVersion,
            }),
          t('modulePreview.filesRead', { count: analysis.files.length }),
        ]
          .filter(Boolean)
          .join(' ')}
      </Text>
    </Flex>
  );
}

/** Outputs of a module. */
export function OutputsTable(props: { outputs: ModuleOutput[] }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const columns = useMemo(() => outputColumns(t), [t]);
  const { outputs } = props;
  const items = useMemo(
    () => outputs.map(output => ({ ...output, id: output.name })),
    [outputs],
  );
  return (
    <DataTable
      label={t('modulePreview.outputs')}
      columns={columns}
      items={items}
      empty={<EmptyState title={t('modulePreview.theModuleHasNoOutputs')} />}
    />
  );
}
