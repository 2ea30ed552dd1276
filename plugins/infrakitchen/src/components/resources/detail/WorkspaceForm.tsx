import { useState } from 'react';
import { Button, Flex, Link, Text } from '@backstage/ui';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Section,
  useLinks,
  useNotify,
  WorkspacePicker,
  type PickedOption,
} from '../../shared';
import type { ResourceTabProps } from './ResourcePage';

/** Gives the resource a workspace of its own, or lets it follow its project. */
export function WorkspaceForm(props: ResourceTabProps) {
  const { resource, reload } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const { workspace: present } = resource;
  const own = present?.from === 'resource' ? present : undefined;
  const [target, setTarget] = useState<PickedOption>();
  const [asking, setAsking] = useState<'other' | 'none'>();
  if (resource.abstract) {
    return null;
  }
  return (
    <Section title="Workspace" form>
      <Flex direction="column" gap="4">
        <Present {...props} />
        <WorkspacePicker
          label="Workspace of its own"
          description="Takes the right to use it."
          usableOnly
          value={target}
          onChange={setTarget}
        />
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          <Button
            variant="secondary"
            isDisabled={!target || target.id === own?.id}
            onPress={() => setAsking('other')}
          >
            Change workspace
          </Button>
          {own && (
            <Button variant="secondary" onPress={() => setAsking('none')}>
              Follow the project
            </Button>
          )}
        </Flex>
        <ConfirmDialog
          isOpen={asking !== undefined}
          title="Change the workspace"
          confirmLabel="Change"
          onClose={() => setAsking(undefined)}
          onConfirm={async () => {
            const { warnings = [] } = await api.updateResource(
              resource.id,
              { workspaceId: asking === 'other' ? target!.id : null },
              { revision: resource.revision },
            );
            const left = warnings.find(
              ({ code }) => code === 'folder_left_behind',
            );
            notify(left?.message ?? 'The workspace was changed');
            setTarget(undefined);
            await reload();
          }}
        >
          {present
            ? `What is in the folder ${present.folder} of ${present.name} stays there. `
            : ''}
          The next run writes to the new place. No pull request of the resource
          may be open.
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}

function Present({ resource }: ResourceTabProps) {
  const links = useLinks();
  const { workspace } = resource;
  return (
    <Text as="p" color="secondary">
      {workspace ? (
        <>
          Its code is written to <code>{workspace.folder}</code> of{' '}
          <Link href={links.workspace(workspace.id)}>{workspace.name}</Link>,{' '}
          {workspace.from === 'project'
            ? 'the workspace of its project.'
            : 'a workspace of its own.'}
        </>
      ) : (
        'Its code is written to no repository.'
      )}
    </Text>
  );
}
