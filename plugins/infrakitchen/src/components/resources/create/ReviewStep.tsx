import { useMemo } from 'react';
import { Flex, Text } from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type {
  EffectiveVariable,
  Template,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  KeyValueList,
  toValueErrors,
  ValuesTable,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { WriteError } from '../../shared';
import type { ResourceDraft } from './resourceDraft';

/** Everything once more, before it is created. */
export function ReviewStep(props: {
  template: Template;
  draft: ResourceDraft;
  schema: VersionSchema | undefined;
  versionRef: string | undefined;
  error: Error | undefined;
}) {
  const { template, draft, schema, versionRef, error } = props;
  const variables = useMemo(
    () => withOwnValues(schema?.variables ?? [], draft.variables.values),
    [schema, draft.variables.values],
  );
  const refused = toValueErrors(error).map(({ variable }) => variable);
  const entries = (list: ResourceDraft['tags']) =>
    list.map(entry => `${entry.name} = ${entry.value}`).join(', ');
  return (
    <Flex direction="column" gap="4">
      <KeyValueList
        items={[
          { label: 'Template', value: template.name },
          { label: 'Version', value: versionRef },
          { label: 'Name', value: draft.name },
          { label: 'Owner', value: draft.ownerRef },
          { label: 'Project', value: draft.project?.label },
          {
            label: 'Integrations',
            value: draft.connected.integrations
              .flatMap(({ picked }) => picked?.label ?? [])
              .join(', '),
          },
          {
            label: 'Secrets',
            value: draft.connected.secrets
              .flatMap(secret => secret?.label ?? [])
              .join(', '),
          },
          { label: 'Storage', value: draft.storage?.label },
          { label: 'Workspace', value: draft.workspace?.label },
          { label: 'Tags', value: entries(draft.tags) },
          { label: 'Configs', value: entries(draft.configs) },
        ]}
      />
      {schema && <ValuesTable variables={variables} label="Values to create" />}
      {schema && schema.errors.length > 0 && (
        <ul style={{ margin: 0 }} aria-label="Problems of the values">
          {schema.errors
            .filter(
              problem =>
                !problem.variable ||
                !(problem.variable in draft.variables.values),
            )
            .map((problem, index) => (
              <li key={index}>
                <Text color="danger">{problem.message}</Text>
              </li>
            ))}
        </ul>
      )}
      <WriteError error={error} title="The resource was not created" />
      {refused.length > 0 && (
        <Text as="p">
          Go back to the step Values: what was refused stands at{' '}
          {refused.join(', ')}.
        </Text>
      )}
    </Flex>
  );
}

function withOwnValues(
  variables: EffectiveVariable[],
  values: Record<string, JsonValue>,
): EffectiveVariable[] {
  return variables.map(variable =>
    variable.name in values
      ? {
          ...variable,
          isSet: true,
          value: variable.sensitive ? undefined : values[variable.name],
          provenance: { source: 'resource' },
        }
      : variable,
  );
}
