import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { resourcesCreateTranslationRef } from './translation';

/** Everything once more, before it is created. */
export function ReviewStep(props: {
  template: Template;
  draft: ResourceDraft;
  schema: VersionSchema | undefined;
  versionRef: string | undefined;
  error: Error | undefined;
}) {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
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
          { label: t('reviewStep.template'), value: template.name },
          { label: t('reviewStep.version'), value: versionRef },
          { label: t('reviewStep.name'), value: draft.name },
          { label: t('reviewStep.owner'), value: draft.ownerRef },
          { label: t('reviewStep.project'), value: draft.project?.label },
          {
            label: t('reviewStep.integrations'),
            value: draft.connected.integrations
              .flatMap(({ picked }) => picked?.label ?? [])
              .join(', '),
          },
          {
            label: t('reviewStep.secrets'),
            value: draft.connected.secrets
              .flatMap(secret => secret?.label ?? [])
              .join(', '),
          },
          { label: t('reviewStep.storage'), value: draft.storage?.label },
          { label: t('reviewStep.workspace'), value: draft.workspace?.label },
          { label: t('reviewStep.tags'), value: entries(draft.tags) },
          { label: t('reviewStep.configs'), value: entries(draft.configs) },
        ]}
      />
      {schema && (
        <ValuesTable
          variables={variables}
          label={t('reviewStep.valuesToCreate')}
        />
      )}
      {schema && schema.errors.length > 0 && (
        <ul
          style={{ margin: 0 }}
          aria-label={t('reviewStep.problemsOfTheValues')}
        >
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
      <WriteError
        error={error}
        title={t('reviewStep.theResourceWasNotCreated')}
      />
      {refused.length > 0 && (
        <Text as="p">
          {t('reviewStep.goBackToTheStep', { join: refused.join(', ') })}
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
