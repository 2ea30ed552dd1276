import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Checkbox, Flex, Text, TextField } from '@backstage/ui';
import type {
  ValueError,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  VariablesForm,
  type AsyncData,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { LabelsField, Loaded, ProjectPicker, useLinks } from '../../shared';
import { nameProblem, type ResourceDraft } from './resourceDraft';
import type { NameSuggestion } from './suggestedName';
import { resourcesCreateTranslationRef } from './translation';

/** Name and owner of the resource, and the values of its variables. */
export function ValuesStep(props: {
  suggestion: NameSuggestion | undefined;
  draft: ResourceDraft;
  onChange: (draft: ResourceDraft) => void;
  schema: AsyncData<VersionSchema | undefined>;
  hasModule: boolean;
  showErrors: boolean;
  /** What the server refused. */
  serverErrors: ValueError[];
}) {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
  const { suggestion, draft, onChange, schema, hasModule, showErrors } = props;
  const links = useLinks();
  const name = draft.name ?? suggestion?.name ?? '';
  const problem = nameProblem(t, name);
  return (
    <Flex direction="column" gap="3">
      <TextField
        label={t('valuesStep.resourceName')}
        isRequired
        description={
          suggestion &&
          t('valuesStep.theTemplateAsksForNames', {
            pattern: suggestion.pattern,
          })
        }
        value={name}
        maxLength={100}
        autoComplete="off"
        isInvalid={showErrors && problem !== undefined}
        onChange={text => onChange({ ...draft, name: text })}
      />
      {suggestion?.problem && !draft.name && (
        <Text variant="body-small" color="secondary">
          {suggestion.problem}
        </Text>
      )}
      {suggestion?.name && suggestion.name !== name && (
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() => onChange({ ...draft, name: undefined })}
          >
            {t('valuesStep.useName', { name: suggestion.name })}
          </Button>
        </div>
      )}
      {showErrors && problem && (
        <Text color="danger" variant="body-small" role="alert">
          {problem}
        </Text>
      )}
      <TextField
        label={t('valuesStep.resourceDescription')}
        value={draft.description}
        maxLength={2000}
        onChange={description => onChange({ ...draft, description })}
      />
      <TextField
        label={t('valuesStep.owner')}
        description={t('valuesStep.userOrGroupOfThe')}
        value={draft.ownerRef}
        onChange={ownerRef => onChange({ ...draft, ownerRef })}
      />
      <ProjectPicker
        label={t('valuesStep.project')}
        description={t('valuesStep.whereNoneIsChosenThat')}
        enabledOnly
        value={draft.project}
        onChange={project => onChange({ ...draft, project })}
      />
      <LabelsField
        value={draft.labels}
        onChange={labels => onChange({ ...draft, labels })}
      />
      <Checkbox
        isSelected={draft.deletionProtection}
        onChange={deletionProtection =>
          onChange({ ...draft, deletionProtection })
        }
      >
        {t('valuesStep.deletionProtectionRefuseToDestroy')}
      </Checkbox>
      {hasModule && (
        <>
          <Text as="h4" variant="title-x-small">
            {t('valuesStep.variables')}
          </Text>
          <Loaded
            data={schema}
            errorTitle={t('valuesStep.theVariablesCannotBeLoaded')}
          >
            {value => (
              <VariablesForm
                versionSchema={value}
                value={draft.variables}
                onChange={variables => onChange({ ...draft, variables })}
                showErrors={showErrors}
                serverErrors={props.serverErrors}
                resourceHref={resource => links.resource(resource.id)}
              />
            )}
          </Loaded>
        </>
      )}
    </Flex>
  );
}
