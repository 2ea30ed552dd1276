import { useState } from 'react';
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
  IntegrationPicker,
  LabelsField,
  Loaded,
  PageFrame,
  parseLabels,
  useAction,
  useGoTo,
  useLinks,
  useNotify,
  Wizard,
  WriteError,
  type PickedOption,
} from '../shared';
import { RepositoryList } from './RepositoryList';
import { purpose } from './workspaceTexts';

/** What a person has chosen so far. */
interface Draft {
  way: 'integration' | 'url';
  integration?: PickedOption;
  repository?: RepositoryCandidate;
  url: string;
  description: string;
  labels: string;
}

/** Registers a repository that exists. */
export function NewWorkspacePage() {
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const [draft, setDraft] = useState<Draft>({
    ...{ way: 'integration', url: '', description: '', labels: '' },
  });
  const set = (patch: Partial<Draft>) =>
    setDraft(old => ({ ...old, ...patch }));
  const register = async () => {
    const made = await api.createWorkspace(toInput(draft));
    notify(`${made.name} was registered`);
    goTo(links.workspace(made.id));
  };
  return (
    <PageFrame
      title="Register repository"
      description={purpose}
      breadcrumb={links.newWorkspace}
    >
      <Wizard
        label="Steps of the registration"
        steps={[
          {
            id: 'repository',
            title: 'Repository',
            problem: problemOf(draft),
            content: <RepositoryStep draft={draft} onChange={set} />,
          },
          {
            id: 'details',
            title: 'Details',
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
            Register
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
  const { draft, onChange } = props;
  return (
    <Flex direction="column" gap="4">
      <RadioGroup
        label="Find it"
        value={draft.way}
        onChange={way => onChange({ way: way as Draft['way'] })}
      >
        <Radio value="integration">among those that an integration sees</Radio>
        <Radio value="url">by its URL</Radio>
      </RadioGroup>
      {draft.way === 'url' ? (
        <TextField
          label="Repository URL"
          isRequired
          maxLength={1000}
          autoComplete="off"
          description="https or ssh, or the path of a repository below a folder that the operator allows. The integration that is for it is found; without one git reaches it alone, and pull requests are shown here."
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
  const { draft, onChange } = props;
  const api = useInfrakitchenApi();
  const providers = useAsyncData(
    signal => api.listConnectionProviders('integration', { signal }),
    [api],
  );
  return (
    <Loaded data={providers} errorTitle="The providers cannot be loaded">
      {items => {
        const hosts = items
          .filter(({ category }) => category === 'git')
          .map(({ key }) => key);
        if (hosts.length === 0) {
          return (
            <Text color="secondary">
              No module for a git host is installed. Give the URL of the
              repository instead.
            </Text>
          );
        }
        return (
          <>
            <IntegrationPicker
              label="Integration"
              description="Its credentials read and write the repository."
              isRequired
              enabledOnly
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
  const { draft, onChange, error } = props;
  return (
    <>
      <KeyValueList
        items={[
          {
            label: 'Repository',
            value:
              draft.way === 'url' ? draft.url.trim() : draft.repository?.name,
          },
          {
            label: 'Integration',
            value: draft.way === 'url' ? undefined : draft.integration?.label,
          },
        ]}
      />
      <Text as="p" color="secondary">
        Nothing is written to the repository now. Which repository it is cannot
        change later.
      </Text>
      <TextAreaField
        label="Description"
        maxLength={2000}
        value={draft.description}
        onChange={description => onChange({ description })}
      />
      <LabelsField
        value={draft.labels}
        onChange={labels => onChange({ labels })}
      />
      <WriteError error={error} title="The repository was not registered" />
    </>
  );
}

function problemOf(draft: Draft): string | undefined {
  if (draft.way === 'url') {
    return draft.url.trim() ? undefined : 'Give the URL of the repository.';
  }
  return draft.repository ? undefined : 'Choose a repository.';
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
