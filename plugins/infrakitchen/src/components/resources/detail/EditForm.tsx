import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Button, Flex, Text } from '@backstage/ui';
import type {
  Change,
  Resource,
  ResourcePatch,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConnectedFields,
  TagsEditor,
  toValueErrors,
  useAsyncData,
  useInfrakitchenApi,
  useVersions,
  validateEntries,
  validateVariables,
  VariablesForm,
  tagsEditorTranslationRef,
  variablesFormTranslationRef,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { ApproversPreview } from '../../approvals';
import {
  DraftNotice,
  FieldDiff,
  ImpactReview,
  Loaded,
  Section,
  useAction,
  useFormDraft,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
  type ReviewedEdit,
} from '../../shared';
import { VersionSelect } from '../../templates/VersionSelect';
import { isUsable } from '../create/VersionStep';
import { connectedProblem } from '../connections/connectedDraft';
import { useKeptVariables } from '../useKeptVariables';
import {
  fieldsOfEdit,
  startOfEdit,
  toPatch,
  type EditDraft,
} from './editDraft';
import { resourcesDetailTranslationRef, type Translate } from './translation';
import {
  resourcesConnectionsTranslationRef,
  type Translate as TranslateConnections,
} from '../connections/translation';

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
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { t: tEntries } = useTranslationRef(tagsEditorTranslationRef);
  const { t: tVariables } = useTranslationRef(variablesFormTranslationRef);
  const { t: tConnections } = useTranslationRef(
    resourcesConnectionsTranslationRef,
  );
  const { resource, change, onSaved, onCancel, onReload } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const [start] = useState(() => startOfEdit(resource, change));
  const initial = { ...start, versionId: props.versionId ?? start.versionId };
  const [draft, setState] = useState<EditDraft>(initial);
  const [isEdited, setEdited] = useState(false);
  const setDraft = (next: EditDraft) => {
    setEdited(true);
    if (next.variables !== draft.variables) {
      // What the server said was about other values.
      action.clearError();
    }
    setState(next);
  };
  // The lock is on what the person has seen, not on what polling brought since.
  const [revision] = useState(change?.revision ?? resource.revision);
  const [tried, setTried] = useState(false);
  const [reviewed, setReviewed] = useState<ReviewedEdit>();
  const { versionId } = draft;
  const becomesChange = resource.state === 'provisioned' && !resource.abstract;

  const versions = useVersions(
    resource.abstract ? undefined : resource.templateId,
    initial.versionId,
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
  const kept = useKeptVariables(
    draft.variables,
    schema.value?.value,
    resource.sensitiveVariables,
  );
  const unfinished = useFormDraft<EditDraft>({
    object: `resource/${resource.id}`,
    base: `${resource.revision}:${change?.updatedAt ?? ''}`,
    isEdited,
    value: kept && { ...draft, variables: kept.variables },
    omitted: kept?.omitted,
    onRestore: found => setState({ ...start, ...found }),
  });
  const cancel = () => {
    unfinished.forget();
    onCancel();
  };
  const problem = problemOf(
    {
      form: t,
      connections: tConnections,
      entries: tEntries,
      variables: tVariables,
    },
    draft,
    schema.value?.value,
    resource.sensitiveVariables,
  );

  const save = (patch: ResourcePatch, apply: boolean) =>
    action.run('save', async () => {
      const edited = await api.updateResource(
        resource.id,
        apply ? { ...patch, apply } : patch,
        { revision },
      );
      unfinished.forget();
      notify(
        edited.supersededRun
          ? t('editForm.theChangeWasSavedThe')
          : t('editForm.theChangeWasSaved'),
      );
      await onSaved();
      if (edited.run) {
        goTo(links.resourceRun(resource.id, edited.run.id));
      }
    });

  const review = (confirmLabel: string, apply: boolean) => {
    setTried(true);
    const patch = toPatch(start, draft);
    if (problem) {
      return;
    }
    if (!patch) {
      cancel();
      return;
    }
    setReviewed({
      title: t('editForm.editName', { name: resource.name }),
      confirmLabel,
      summary: (
        <FieldDiff
          label={t('editForm.fieldsThatChange')}
          fields={fieldsOfEdit(t, start, draft, {
            sensitive: [
              ...resource.sensitiveVariables,
              ...sensitiveOf(schema.value?.value),
            ],
            inherited: schema.value?.value?.variables ?? [],
            refOf: id =>
              versions.value?.find(item => item.id === id)?.ref ?? id,
          })}
        />
      ),
      loadImpact: (page, signal) =>
        api.previewResourceImpact(resource.id, patch, page, { signal }),
      onConfirm: async () => {
        await save(patch, apply);
      },
    });
  };

  return (
    <Section title={t('editForm.edit')} form>
      <Flex direction="column" gap="4">
        <DraftNotice
          draft={unfinished}
          onDiscard={() => {
            setEdited(false);
            setState(initial);
          }}
        />
        {versions.value && versions.value.length > 0 && (
          <VersionSelect
            versions={versions.value}
            value={versionId}
            search={versions.search}
            onChange={id => setDraft({ ...draft, versionId: id })}
            isDisabled={version =>
              !isUsable(version) && version.id !== resource.versionId
            }
          />
        )}
        {!resource.abstract && (
          <Loaded
            data={schema}
            errorTitle={t('editForm.theVariablesCannotBeLoaded')}
          >
            {({ value }) =>
              value && (
                <VariablesForm
                  versionSchema={value}
                  value={draft.variables}
                  onChange={variables => setDraft({ ...draft, variables })}
                  storedSensitive={resource.sensitiveVariables}
                  frozenLocked={resource.provisionedAt !== undefined}
                  showErrors={tried}
                  serverErrors={toValueErrors(action.error)}
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
        {!resource.abstract && (
          <ConnectedFields
            value={draft.connected}
            onChange={connected => setDraft({ ...draft, connected })}
          />
        )}
        {tried && problem && (
          <Text color="danger" role="alert">
            {problem}
          </Text>
        )}
        <WriteError
          error={action.error}
          title={t('editForm.theChangeWasNotSaved')}
          onReload={onReload}
        />
        {becomesChange && (
          <ApproversPreview resourceId={resource.id} action="update" />
        )}
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button variant="secondary" onPress={cancel}>
            {t('editForm.cancel')}
          </Button>
          <Button
            variant={becomesChange ? 'secondary' : 'primary'}
            isPending={action.pending === 'save'}
            onPress={() =>
              review(
                becomesChange ? t('editForm.saveAsChange') : t('editForm.save'),
                false,
              )
            }
          >
            {becomesChange ? t('editForm.saveAsChange') : t('editForm.save')}
          </Button>
          {becomesChange && (
            <Button
              variant="primary"
              isDisabled={action.pending === 'save'}
              onPress={() => review(t('editForm.saveAndApply'), true)}
            >
              {t('editForm.saveAndApply')}
            </Button>
          )}
        </Flex>
        <ImpactReview edit={reviewed} onClose={() => setReviewed(undefined)} />
      </Flex>
    </Section>
  );
}

function sensitiveOf(schema: VersionSchema | undefined): string[] {
  return (schema?.variables ?? [])
    .filter(({ sensitive }) => sensitive)
    .map(({ name }) => name);
}

interface Texts {
  form: Translate;
  connections: TranslateConnections;
  entries: TranslationFunction<typeof tagsEditorTranslationRef.T>;
  variables: TranslationFunction<typeof variablesFormTranslationRef.T>;
}

function problemOf(
  t: Texts,
  draft: EditDraft,
  schema: VersionSchema | undefined,
  storedSensitive: string[],
): string | undefined {
  const errors = schema
    ? validateVariables(schema, draft.variables, storedSensitive, t.variables)
    : {};
  const feeds = draft.connected.secrets.length > 0;
  const [name] = Object.keys(errors).filter(
    // What is not set here may be in a secret.
    variable => !feeds || variable in draft.variables.values,
  );
  return (
    (name &&
      t.form('editForm.checkTheVariable', { name, problem: errors[name] })) ||
    validateEntries(draft.tags, [], [], t.entries) ||
    validateEntries(draft.configs, [], [], t.entries) ||
    connectedProblem(t.connections, draft.connected)
  );
}
