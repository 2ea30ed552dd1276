import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import type {
  Change,
  Resource,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  TagsEditor,
  useAsyncData,
  useInfrakitchenApi,
  validateEntries,
  validateVariables,
  VariablesForm,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ApproversPreview } from '../../approvals';
import {
  Loaded,
  Section,
  useAction,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../../shared';
import { VersionSelect } from '../../templates/VersionSelect';
import { isUsable } from '../create/VersionStep';
import { startOfEdit, toPatch, type EditDraft } from './editDraft';

/** Edits version, values, tags and configs of a resource. */
export function EditForm(props: {
  resource: Resource;
  change: Change | undefined;
  /** The version to move to, where that is known before. */
  versionId?: string;
  onSaved: () => Promise<void>;
  onCancel: () => void;
  onReload: () => Promise<void>;
}) {
  const { resource, change, onSaved, onCancel, onReload } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const [start] = useState(() => startOfEdit(resource, change));
  const [draft, setDraft] = useState<EditDraft>({
    ...start,
    versionId: props.versionId ?? start.versionId,
  });
  // The lock is on what the person has seen, not on what polling brought since.
  const [revision] = useState(change?.revision ?? resource.revision);
  const [tried, setTried] = useState(false);
  const { versionId } = draft;
  const becomesChange = resource.state === 'provisioned' && !resource.abstract;

  const versions = useAsyncData(
    async signal =>
      resource.abstract
        ? []
        : (
            await api.listVersions(
              resource.templateId,
              { limit: 200 },
              { signal },
            )
          ).items,
    [api, resource.templateId],
  );
  const schema = useAsyncData(
    async signal => ({
      value: versionId
        ? await api.getVersionSchema(
            versionId,
            resource.parents.map(parent => parent.id),
            { signal },
          )
        : undefined,
    }),
    [api, versionId],
  );
  const problem = problemOf(
    draft,
    schema.value?.value,
    resource.sensitiveVariables,
  );

  const save = async (apply: boolean) => {
    setTried(true);
    const patch = toPatch(start, draft);
    if (problem) {
      return;
    }
    if (!patch) {
      onCancel();
      return;
    }
    await action.run(apply ? 'apply' : 'save', async () => {
      const edited = await api.updateResource(
        resource.id,
        apply ? { ...patch, apply } : patch,
        { revision },
      );
      notify(
        edited.supersededRun
          ? 'The change was saved; the run that waited with the old plan was discarded'
          : 'The change was saved',
      );
      await onSaved();
      if (edited.run) {
        goTo(links.resourceRun(resource.id, edited.run.id));
      }
    });
  };

  return (
    <Section title="Edit" form>
      <Flex direction="column" gap="4">
        {versions.value && versions.value.length > 0 && (
          <VersionSelect
            versions={versions.value}
            value={versionId}
            onChange={id => setDraft({ ...draft, versionId: id })}
            isDisabled={version =>
              !isUsable(version) && version.id !== resource.versionId
            }
          />
        )}
        {!resource.abstract && (
          <Loaded data={schema} errorTitle="The variables cannot be loaded">
            {({ value }) =>
              value && (
                <VariablesForm
                  versionSchema={value}
                  value={draft.variables}
                  onChange={variables => setDraft({ ...draft, variables })}
                  storedSensitive={resource.sensitiveVariables}
                  frozenLocked={resource.provisionedAt !== undefined}
                  showErrors={tried}
                  resourceHref={other => links.resource(other.id)}
                />
              )
            }
          </Loaded>
        )}
        <TagsEditor
          noun="Tag"
          entries={draft.tags}
          onChange={tags => setDraft({ ...draft, tags })}
          inherited={schema.value?.value?.tags}
        />
        <TagsEditor
          noun="Config"
          entries={draft.configs}
          onChange={configs => setDraft({ ...draft, configs })}
          inherited={schema.value?.value?.configs}
        />
        {tried && problem && (
          <Text color="danger" role="alert">
            {problem}
          </Text>
        )}
        <WriteError
          error={action.error}
          title="The change was not saved"
          onReload={onReload}
        />
        {becomesChange && (
          <ApproversPreview resourceId={resource.id} action="update" />
        )}
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button variant="secondary" onPress={onCancel}>
            Cancel
          </Button>
          <Button
            variant={becomesChange ? 'secondary' : 'primary'}
            isPending={action.pending === 'save'}
            isDisabled={action.pending === 'apply'}
            onPress={() => save(false)}
          >
            {becomesChange ? 'Save as change' : 'Save'}
          </Button>
          {becomesChange && (
            <Button
              variant="primary"
              isPending={action.pending === 'apply'}
              isDisabled={action.pending === 'save'}
              onPress={() => save(true)}
            >
              Save and apply
            </Button>
          )}
        </Flex>
      </Flex>
    </Section>
  );
}

function problemOf(
  draft: EditDraft,
  schema: VersionSchema | undefined,
  storedSensitive: string[],
): string | undefined {
  const errors = schema
    ? validateVariables(schema, draft.variables, storedSensitive)
    : {};
  const [name] = Object.keys(errors);
  return (
    (name && `Check the variable ${name}: ${errors[name]}`) ||
    validateEntries(draft.tags) ||
    validateEntries(draft.configs)
  );
}
