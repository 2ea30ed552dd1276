import { useState } from 'react';
import { Button, Flex, Text, TextAreaField } from '@backstage/ui';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  LabelsField,
  parseLabels,
  Section,
  useAction,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../shared';
import type { WorkspaceTabProps } from './WorkspacePage';

/** Changes what people write about a workspace, or takes it out of the portal. */
export function WorkspaceSettings(props: WorkspaceTabProps) {
  const { workspace } = props;
  return (
    <Flex direction="column" gap="4">
      {/* Another revision starts the form anew. */}
      <EditWorkspace key={workspace.revision} {...props} />
      <DeleteWorkspace {...props} />
    </Flex>
  );
}

function EditWorkspace(props: WorkspaceTabProps) {
  const { workspace, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const action = useAction();
  const [description, setDescription] = useState(workspace.description ?? '');
  const [labels, setLabels] = useState(workspace.labels.join(', '));
  const save = async () => {
    await api.updateWorkspace(
      workspace.id,
      { description: description.trim(), labels: parseLabels(labels) },
      { revision: workspace.revision },
    );
    notify('The workspace was saved');
    await reload();
  };
  return (
    <Section title="Edit workspace" form>
      <Flex direction="column" gap="4">
        <Text as="p" color="secondary">
          Its name, URL and default branch are those of the repository.
          Synchronise the workspace to take over what they are now.
        </Text>
        <TextAreaField
          label="Description"
          maxLength={2000}
          value={description}
          onChange={setDescription}
        />
        <LabelsField value={labels} onChange={setLabels} />
        <WriteError
          error={action.error}
          title="The workspace was not saved"
          onReload={reload}
        />
        <div>
          <Button
            variant="primary"
            isPending={action.pending === 'save'}
            onPress={() => action.run('save', save)}
          >
            Save
          </Button>
        </div>
      </Flex>
    </Section>
  );
}

function DeleteWorkspace(props: WorkspaceTabProps) {
  const { workspace } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const [asking, setAsking] = useState(false);
  return (
    <Section title="Delete workspace" form>
      <Flex direction="column" gap="3">
        <Text as="p" color="secondary">
          The portal forgets the workspace and the roles on it. The repository
          and all that is in it stay as they are. This is possible only when
          nothing uses it.
        </Text>
        <div>
          <Button
            variant="secondary"
            destructive
            onPress={() => setAsking(true)}
          >
            Delete
          </Button>
        </div>
        <ConfirmDialog
          isOpen={asking}
          title={`Delete ${workspace.name}`}
          confirmLabel="Delete"
          destructive
          requiredText={workspace.name}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await api.deleteWorkspace(workspace.id, {
              revision: workspace.revision,
            });
            notify(`${workspace.name} was deleted`);
            goTo(links.workspaces);
          }}
        >
          The repository stays as it is; the portal writes nothing to it any
          more.
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}
