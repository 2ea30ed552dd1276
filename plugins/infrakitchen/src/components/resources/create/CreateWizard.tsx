import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useRef, useState } from 'react';
import { Button, Flex } from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  toValueErrors,
  useAsyncData,
  useInfrakitchenApi,
  useVersions,
  validateEntries,
  validateVariables,
  tagsEditorTranslationRef,
  variablesFormTranslationRef,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  useAction,
  useFormDraft,
  useGoTo,
  useLinks,
  useNotify,
  Wizard,
  type WizardStep,
} from '../../shared';
import { preferredVersion } from '../../templates/VersionSelect';
import { connectedProblem } from '../connections/connectedDraft';
import { useKeptVariables } from '../useKeptVariables';
import { ConnectionsStep } from './ConnectionsStep';
import { EntriesStep } from './EntriesStep';
import { ParentsStep } from './ParentsStep';
import {
  emptyDraft,
  nameProblem,
  toResourceInput,
  type ResourceDraft,
} from './resourceDraft';
import { ReviewStep } from './ReviewStep';
import { suggestionFor } from './suggestedName';
import { TemplateStep } from './TemplateStep';
import { ValuesStep } from './ValuesStep';
import { VersionStep } from './VersionStep';
import { resourcesCreateTranslationRef } from './translation';
import { resourcesConnectionsTranslationRef } from '../connections/translation';

/** Template → parents → version → values → tags → review. */
export function CreateWizard(props: {
  templates: Template[];
  draft: ResourceDraft;
  /** What the link chose beforehand. */
  preset: string;
  onChange: (draft: ResourceDraft) => void;
  /** Starts anew, without what was kept of an unfinished form. */
  onDiscard: () => void;
}) {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
  const { t: tEntries } = useTranslationRef(tagsEditorTranslationRef);
  const { t: tVariables } = useTranslationRef(variablesFormTranslationRef);
  const { t: tConnections } = useTranslationRef(
    resourcesConnectionsTranslationRef,
  );
  const { templates, draft } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  // One key per wizard: a double click cannot create twice.
  const idempotencyKey = useRef(newKey());
  const [showErrors, setShowErrors] = useState(false);
  const [isEdited, setEdited] = useState(false);
  const onChange = (next: ResourceDraft) => {
    setEdited(true);
    if (next.variables !== draft.variables) {
      // What the server said was about other values.
      action.clearError();
    }
    props.onChange(next);
  };
  const template = templates.find(({ id }) => id === draft.templateId);
  const hasModule = template !== undefined && !template.abstract;

  const versions = useVersions(
    hasModule ? template.id : undefined,
    draft.versionId,
  );
  const versionId = hasModule
    ? draft.versionId ?? preferredVersion(versions.value ?? [])?.id
    : undefined;
  const parentIds = Object.values(draft.parents);
  const schema = useAsyncData(
    async signal =>
      versionId
        ? api.getVersionSchema(versionId, parentIds, {
            signal,
            project: draft.project?.id,
          })
        : undefined,
    [api, versionId, parentIds.join(), draft.project?.id],
  );
  const kept = useKeptVariables(draft.variables, schema.value);
  const unfinished = useFormDraft<ResourceDraft>({
    object: `resource/new/${props.preset}`,
    isEdited,
    value: kept && { ...draft, variables: kept.variables },
    omitted: kept?.omitted,
    onRestore: found => props.onChange({ ...emptyDraft, ...found }),
  });
  const suggestion = suggestionFor(template, schema.value, draft);
  const name = draft.name ?? suggestion?.name;
  const complete: ResourceDraft = { ...draft, versionId, name };

  const create = (provision: boolean) =>
    action.run(provision ? 'provision' : 'create', async () => {
      const resource = await api.createResource(toResourceInput(complete), {
        idempotencyKey: idempotencyKey.current,
      });
      unfinished.forget();
      notify(t('createWizard.nameWasCreated', { name: resource.name }));
      if (provision) {
        const { run } = await api.actOnResource(resource.id, 'provision');
        goTo(
          run
            ? links.resourceRun(resource.id, run.id)
            : links.resource(resource.id),
        );
      } else {
        goTo(links.resource(resource.id));
      }
    });

  const variableErrors = schema.value
    ? validateVariables(schema.value, draft.variables, [], tVariables)
    : {};
  const steps: WizardStep[] = [
    {
      id: 'template',
      title: t('createWizard.template'),
      problem: template ? undefined : t('createWizard.chooseATemplate'),
      content: (
        <TemplateStep
          templates={templates}
          value={draft.templateId}
          onChange={templateId =>
            onChange({
              ...draft,
              templateId,
              versionId: undefined,
              variables: { values: {}, unsetSensitive: [] },
            })
          }
        />
      ),
    },
  ];
  if (template && template.parentIds.length > 0) {
    const missing = template.parentIds.some(id => !draft.parents[id]);
    steps.push({
      id: 'parents',
      title: t('createWizard.parents'),
      problem: missing ? t('createWizard.chooseOneParentForEach') : undefined,
      content: (
        <ParentsStep
          template={template}
          templates={templates}
          value={draft.parents}
          onChange={parents => onChange({ ...draft, parents })}
          showErrors={showErrors}
        />
      ),
    });
  }
  if (hasModule) {
    steps.push({
      id: 'version',
      title: t('createWizard.version'),
      problem: versionId ? undefined : t('createWizard.chooseAVersion'),
      content: (
        <VersionStep
          versions={versions}
          value={versionId}
          onChange={id => onChange({ ...draft, versionId: id })}
        />
      ),
    });
  }
  if (hasModule) {
    steps.push({
      id: 'connections',
      title: t('createWizard.connections'),
      problem: connectedProblem(tConnections, draft.connected),
      content: (
        <ConnectionsStep
          template={template}
          draft={draft}
          onChange={onChange}
        />
      ),
    });
  }
  if (template) {
    const named = nameProblem(t, name);
    const feeds = draft.connected.secrets.length > 0;
    const [wrong] = Object.keys(variableErrors).filter(
      // What is not set here may be in a secret.
      variable => !feeds || variable in draft.variables.values,
    );
    const waits = hasModule && !schema.value;
    steps.push(
      {
        id: 'values',
        title: hasModule ? t('createWizard.values') : t('createWizard.details'),
        problem:
          named ??
          (waits ? t('createWizard.theVariablesAreNotLoaded') : undefined) ??
          (wrong &&
            t('createWizard.checkTheVariable', {
              name: wrong,
              problem: variableErrors[wrong],
            })),
        content: (
          <ValuesStep
            draft={draft}
            suggestion={suggestion}
            onChange={onChange}
            schema={schema}
            hasModule={hasModule}
            showErrors={showErrors}
            serverErrors={toValueErrors(action.error)}
          />
        ),
      },
      {
        id: 'entries',
        title: t('createWizard.tagsAndConfigs'),
        problem:
          validateEntries(
            draft.tags,
            template.conventions.requiredTags,
            schema.value?.tags,
            tEntries,
          ) ??
          validateEntries(
            draft.configs,
            template.conventions.requiredConfigs,
            schema.value?.configs,
            tEntries,
          ),
        content: (
          <EntriesStep
            template={template}
            draft={draft}
            onChange={onChange}
            schema={schema.value}
          />
        ),
      },
      {
        id: 'review',
        title: t('createWizard.review'),
        wide: true,
        content: (
          <ReviewStep
            template={template}
            draft={complete}
            schema={schema.value}
            versionRef={versions.value?.find(v => v.id === versionId)?.ref}
            error={action.error}
          />
        ),
      },
    );
  } else {
    // Which of them come depends on the template.
    steps.push(
      { id: 'parents', title: t('createWizard.parents'), content: undefined },
      { id: 'version', title: t('createWizard.version'), content: undefined },
      {
        id: 'connections',
        title: t('createWizard.connections'),
        content: undefined,
      },
      { id: 'values', title: t('createWizard.values'), content: undefined },
      {
        id: 'entries',
        title: t('createWizard.tagsAndConfigs'),
        content: undefined,
      },
      { id: 'review', title: t('createWizard.review'), content: undefined },
    );
  }

  return (
    <Flex direction="column" gap="4">
      <DraftNotice draft={unfinished} onDiscard={props.onDiscard} />
      <Wizard
        label={t('createWizard.steps')}
        steps={steps}
        onProblem={() => setShowErrors(true)}
        finish={
          <>
            <Button
              variant={hasModule ? 'secondary' : 'primary'}
              isPending={action.pending === 'create'}
              isDisabled={action.pending !== undefined}
              onPress={() => create(false)}
            >
              {t('createWizard.create')}
            </Button>
            {hasModule && (
              <Button
                variant="primary"
                isPending={action.pending === 'provision'}
                isDisabled={action.pending !== undefined}
                onPress={() => create(true)}
              >
                {t('createWizard.createAndProvision')}
              </Button>
            )}
          </>
        }
      />
    </Flex>
  );
}

/** `crypto.randomUUID` is missing on plain http. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
