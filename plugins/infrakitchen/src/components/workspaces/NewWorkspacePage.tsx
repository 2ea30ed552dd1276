import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Flex,
  Radio,
  RadioGroup,
  Text,
  TextAreaField,
  TextField,
} from '@backstage/ui';
import type {
  RepositoryCandidate,
  WorkspaceInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  KeyValueList,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  IntegrationPicker,
  LabelsField,
  Loaded,
  PageFrame,
  parseLabels,
  useAction,
  useFormState,
  useGoTo,
  useLinks,
  useNotify,
  withoutLogin,
  Wizard,
  WriteError,
  type PickedOption,
} from '../shared';
import { RepositoryList } from './RepositoryList';
import { purpose } from './workspaceTexts';
import { workspacesTranslationRef, type Translate } from './translation';

/** What a person has chosen so far. */
interface Draft {
  way: 'integration' | 'url';
  integration?: PickedOption;
  repository?: RepositoryCandidate;
  url: string;
  description: string;
  labels: string;
}

const emptyDraft: Draft = {
  way: 'integration',
  url: '',
  description: '',
  labels: '',
};

/** Registers a repository that exists. */
export function NewWorkspacePage() {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const form = useFormState({
    object: 'workspace/new',
    start: emptyDraft,
    keep: value => {
      const url = withoutLogin(value.url);
      return {
        value: { ...value, url },
        omitted: url === value.url ? [] : [t('newWorkspacePage.repositoryUrl')],
      };
    },
  });
  const { value: draft, set } = form;
  const register = async () => {
    const made = await api.createWorkspace(toInput(draft));
    form.draft.forget();
    notify(t('newWorkspacePage.nameWasRegistered', { name: made.name }));
    goTo(links.workspace(made.id));
  };
  return (
    <PageFrame
      title={t('newWorkspacePage.registerRepository')}
      description={purpose(t)}
      breadcrumb={links.newWorkspace}
    >
      <DraftNotice draft={form.draft} onDiscard={form.reset} />
      <Wizard
        label={t('newWorkspacePage.stepsOfTheRegistration')}
        steps={[
          {
            id: 'repository',
            title: t('newWorkspacePage.repository'),
            problem: problemOf(t, draft),
            content: <RepositoryStep draft={draft} onChange={set} />,
          },
          {
            id: 'details',
            title: t('newWorkspacePage.details'),
            content: (
              <DetailsStep draft={draft} onChange={set} error={action.error} />
            ),
          },
        ]}
        finish={
          <Button
            variant="primary"
            isPending={action.pending === 'register'}
            onPress={() => action.run('register', register)}
          >
            {t('newWorkspacePage.register')}
          </Button>
        }
      />
    </PageFrame>
  );
}

interface StepProps {
  draft: Draft;
  onChange: (patch: Partial<Draft>) => void;
}

function RepositoryStep(props: StepProps) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { draft, onChange } = props;
  return (
    <Flex direction="column" gap="4">
      <RadioGroup
        label={t('newWorkspacePage.findIt')}
        value={draft.way}
        onChange={way => onChange({ way: way as Draft['way'] })}
      >
        <Radio value="integration">
          {t('newWorkspacePage.amongThoseThatAnIntegration')}
        </Radio>
        <Radio value="url">{t('newWorkspacePage.byItsUrl')}</Radio>
      </RadioGroup>
      {draft.way === 'url' ? (
        <TextField
          label={t('newWorkspacePage.repositoryUrl')}
          isRequired
          maxLength={1000}
          autoComplete="off"
          description={t('newWorkspacePage.httpsOrSshOrThe')}
          value={draft.url}
          onChange={url => onChange({ url })}
        />
      ) : (
        <FromIntegration {...props} />
      )}
    </Flex>
  );
}

function FromIntegration(props: StepProps) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { draft, onChange } = props;
  const api = useInfrakitchenApi();
  const providers = useAsyncData(
    signal => api.listConnectionProviders('integration', { signal }),
    [api],
  );
  return (
    <Loaded
      data={providers}
      errorTitle={t('newWorkspacePage.theProvidersCannotBeLoaded')}
    >
      {items => {
        const hosts = items
          .filter(({ category }) => category === 'git')
          .map(({ key }) => key);
        if (hosts.length === 0) {
          return (
            <Text color="secondary">
              {t('newWorkspacePage.noModuleForAGit')}
            </Text>
          );
        }
        return (
          <>
            <IntegrationPicker
              label={t('newWorkspacePage.integration')}
              description={t('newWorkspacePage.itsCredentialsReadAndWrite')}
              isRequired
              enabledOnly
              usableOnly
              providers={hosts}
              value={draft.integration}
              onChange={integration =>
                onChange({ integration, repository: undefined })
              }
            />
            {draft.integration && (
              <RepositoryList
                key={draft.integration.id}
                integrationId={draft.integration.id}
                chosen={draft.repository}
                onChoose={repository => onChange({ repository })}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function DetailsStep(props: StepProps & { error: Error | undefined }) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  const { draft, onChange, error } = props;
  return (
    <>
      <KeyValueList
        items={[
          {
            label: t('newWorkspacePage.repository'),
            value:
              draft.way === 'url' ? draft.url.trim() : draft.repository?.name,
          },
          {
            label: t('newWorkspacePage.integration'),
            value: draft.way === 'url' ? undefined : draft.integration?.label,
          },
        ]}
      />
      <Text as="p" color="secondary">
        {t('newWorkspacePage.nothingIsWrittenToThe')}
      </Text>
      <TextAreaField
        label={t('newWorkspacePage.description')}
        maxLength={2000}
        value={draft.description}
        onChange={description => onChange({ description })}
      />
      <LabelsField
        value={draft.labels}
        onChange={labels => onChange({ labels })}
      />
      <WriteError
        error={error}
        title={t('newWorkspacePage.theRepositoryWasNotRegistered')}
      />
    </>
  );
}

function problemOf(t: Translate, draft: Draft): string | undefined {
  if (draft.way === 'url') {
    return draft.url.trim() ? undefined : t('newWorkspacePage.giveTheUrlOfThe');
  }
  return draft.repository ? undefined : t('newWorkspacePage.chooseARepository');
}

function toInput(draft: Draft): WorkspaceInput {
  return {
    ...(draft.way === 'url'
      ? { url: draft.url.trim() }
      : {
          integrationId: draft.integration?.id,
          repositoryId: draft.repository?.id,
        }),
    description: draft.description.trim() || undefined,
    labels: parseLabels(draft.labels),
  };
}
