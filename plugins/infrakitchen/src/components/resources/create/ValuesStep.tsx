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
  const { suggestion, draft, onChange, schema, hasModule, showErrors } = props;
  const links = useLinks();
  const name = draft.name ?? suggestion?.name ?? '';
  const problem = nameProblem(name);
  return (
    <Flex direction="column" gap="3">
      <TextField
        label="Resource name"
        isRequired
        description={
          suggestion &&
          `The template asks for names like ${suggestion.pattern}; it is filled in from what you enter.`
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
            {`Use ${suggestion.name}`}
          </Button>
        </div>
      )}
      {showErrors && problem && (
        <Text color="danger" variant="body-small" role="alert">
          {problem}
        </Text>
      )}
      <TextField
        label="Resource description"
        value={draft.description}
        maxLength={2000}
        onChange={description => onChange({ ...draft, description })}
      />
      <TextField
        label="Owner"
        description="User or group of the catalog, such as group:default/payments."
        value={draft.ownerRef}
        onChange={ownerRef => onChange({ ...draft, ownerRef })}
      />
      <ProjectPicker
        label="Project"
        description="Where none is chosen, that of the parents."
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
        Deletion protection: refuse to destroy it until this is switched off
      </Checkbox>
      {hasModule && (
        <>
          <Text as="h4" variant="title-x-small">
            Variables
          </Text>
          <Loaded data={schema} errorTitle="The variables cannot be loaded">
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
