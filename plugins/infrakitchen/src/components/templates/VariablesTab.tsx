import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo, useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import type {
  ModuleVariable,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  DataTable,
  EmptyState,
  JsonValueView,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { RuleSummary } from './RuleSummary';
import { RulesDialog } from './RulesDialog';
import type { TemplateTabProps } from './TemplatePage';
import { ChosenVersion } from './ChosenVersion';
import { useChosenVersion, VersionSelect } from './VersionSelect';
import { templatesTranslationRef } from './translation';
import { VariableDefault } from './ModulePreview';

type Row = ModuleVariable & { id: string };

/** The variables of a version and the rules on them. */
export function VariablesTab(props: TemplateTabProps) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, versions, reload } = props;
  const { version, missing, choose } = useChosenVersion(versions);
  const [editing, setEditing] = useState<string>();
  if (versions.value.length === 0) {
    return <EmptyState title={t('variablesTab.theTemplateHasNoVersion')} />;
  }
  const edited = version?.analysis?.variables.find(v => v.name === editing);
  return (
    <Flex direction="column" gap="4">
      <VersionSelect
        versions={versions.value}
        value={version?.id}
        onChange={choose}
        search={versions.search}
      />
      <ChosenVersion {...props} version={version} missing={missing}>
        {chosen => <VariableRulesTable version={chosen} onEdit={setEditing} />}
      </ChosenVersion>
      {version && edited && (
        <RulesDialog
          key={`${version.id}:${edited.name}`}
          template={template}
          version={version}
          variable={edited}
          onClose={() => setEditing(undefined)}
          onSaved={async () => {
            setEditing(undefined);
            await reload();
          }}
          onReload={reload}
        />
      )}
    </Flex>
  );
}

function VariableRulesTable(props: {
  version: TemplateVersion;
  onEdit: (name: string) => void;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { version, onEdit } = props;
  const items = useMemo(
    () => version.analysis?.variables.map(v => ({ ...v, id: v.name })) ?? [],
    [version],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      {
        id: 'name',
        label: t('variablesTab.variable'),
        render: variable => <code>{variable.name}</code>,
      },
      {
        id: 'type',
        label: t('variablesTab.type'),
        render: variable => (
          <code style={{ overflowWrap: 'anywhere' }}>{variable.type}</code>
        ),
      },
      {
        id: 'default',
        label: t('variablesTab.default'),
        render: variable => {
          const rule = version.variableRules[variable.name];
          if (rule?.default !== undefined && !rule.sensitive) {
            return <JsonValueView value={rule.default} />;
          }
          return variable.hasDefault ? (
            <VariableDefault
              variable={{
                ...variable,
                sensitive: variable.sensitive || rule?.sensitive === true,
              }}
            />
          ) : (
            '–'
          );
        },
      },
      {
        id: 'rules',
        label: t('variablesTab.rules'),
        render: variable => (
          <RuleSummary
            variable={variable}
            rule={version.variableRules[variable.name]}
          />
        ),
      },
      {
        id: 'actions',
        label: t('variablesTab.actions'),
        render: variable => (
          <Button
            size="small"
            variant="secondary"
            aria-label={t('variablesTab.editRulesOfName', {
              name: variable.name,
            })}
            onPress={() => onEdit(variable.name)}
          >
            {t('variablesTab.editRules')}
          </Button>
        ),
      },
    ],
    [version, onEdit, t],
  );
  return (
    <DataTable
      label={t('variablesTab.variables')}
      columns={columns}
      items={items}
      empty={<EmptyState title={t('variablesTab.theModuleHasNoVariables')} />}
    />
  );
}
