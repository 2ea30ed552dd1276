import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { resourcesDetailTranslationRef } from './translation';

/** Gives the resource a workspace of its own, or lets it follow its project. */
export function WorkspaceForm(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
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
    <Section title={t('workspaceForm.workspace')} form>
      <Flex direction="column" gap="4">
        <Present {...props} />
        <WorkspacePicker
          label={t('workspaceForm.workspaceOfItsOwn')}
          description={t('workspaceForm.takesTheRightToUse')}
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
            {t('workspaceForm.changeWorkspace')}
          </Button>
          {own && (
            <Button variant="secondary" onPress={() => setAsking('none')}>
              {t('workspaceForm.followTheProject')}
            </Button>
          )}
        </Flex>
        <ConfirmDialog
          isOpen={asking !== undefined}
          title={t('workspaceForm.changeTheWorkspace')}
          confirmLabel={t('workspaceForm.change')}
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
            notify(left?.message ?? t('workspaceForm.theWorkspaceWasChanged'));
            setTarget(undefined);
            await reload();
          }}
        >
          {present
            ? `${t('workspaceForm.folderStays', {
                folder: present.folder,
                workspace: present.name,
              })} `
            : ''}
          {t('workspaceForm.theNextRunWritesTo')}
        </ConfirmDialog>
      </Flex>
    </Section>
  );
}

function Present({ resource }: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const links = useLinks();
  const { workspace } = resource;
  return (
    <Text as="p" color="secondary">
      {workspace
        ? t(
            workspace.from === 'project'
              ? 'workspaceForm.codeIsWrittenToThatOfItsProject'
              : 'workspaceForm.codeIsWrittenToItsOwn',
            {
              folder: <code>{workspace.folder}</code>,
              workspace: (
                <Link href={links.workspace(workspace.id)}>
                  {workspace.name}
                </Link>
              ),
            },
          )
        : t('workspaceForm.codeIsWrittenNowhere')}
    </Text>
  );
}
