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
import { useChosenVersion, VersionSelect } from './VersionSelect';

type Row = ModuleVariable & { id: string };

/** The variables of a version and the rules on them. */
export function VariablesTab(props: TemplateTabProps) {
  const { template, versions, reload } = props;
  const { version, choose } = useChosenVersion(versions);
  const [editing, setEditing] = useState<string>();
  if (!version) {
    return <EmptyState title="The template has no version yet" />;
  }
  const edited = version.analysis?.variables.find(v => v.name === editing);
  return (
    <Flex direction="column" gap="4">
      <VersionSelect versions={versions} value={version.id} onChange={choose} />
      <VariableRulesTable version={version} onEdit={setEditing} />
      {edited && (
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
  const { version, onEdit } = props;
  const items = useMemo(
    () => version.analysis?.variables.map(v => ({ ...v, id: v.name })) ?? [],
    [version],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
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
        render: variable => {
          const rule = version.variableRules[variable.name];
          if (rule?.default !== undefined) {
            return <JsonValueView value={rule.default} />;
          }
          return variable.hasDefault ? (
            <JsonValueView value={variable.default ?? null} />
          ) : (
            '–'
          );
        },
      },
      {
        id: 'rules',
        label: 'Rules',
        render: variable => (
          <RuleSummary
            variable={variable}
            rule={version.variableRules[variable.name]}
          />
        ),
      },
      {
        id: 'actions',
        label: 'Actions',
        render: variable => (
          <Button
            size="small"
            variant="secondary"
            aria-label={`Edit rules of ${variable.name}`}
            onPress={() => onEdit(variable.name)}
          >
            Edit rules
          </Button>
        ),
      },
    ],
    [version, onEdit],
  );
  return (
    <DataTable
      label="Variables"
      columns={columns}
      items={items}
      empty={<EmptyState title="The module has no variables" />}
    />
  );
}
