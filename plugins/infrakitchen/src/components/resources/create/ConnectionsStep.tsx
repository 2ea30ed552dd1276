import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ConnectedFields } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { StoragePicker, WorkspacePicker } from '../../shared';
import type { ResourceDraft } from './resourceDraft';
import { resourcesCreateTranslationRef } from './translation';

/** What the new resource is connected by, and where its state and code are kept. */
export function ConnectionsStep(props: {
  template: Template;
  draft: ResourceDraft;
  onChange: (draft: ResourceDraft) => void;
}) {
  const { t } = useTranslationRef(resourcesCreateTranslationRef);
  const { template, draft, onChange } = props;
  return (
    <Flex direction="column" gap="5">
      <ConnectedFields
        value={draft.connected}
        onChange={connected => onChange({ ...draft, connected })}
        allowed={template.conventions.allowedIntegrations}
      />
      <StoragePicker
        label={t('connectionsStep.storageOfTheState')}
        description={t('connectionsStep.theManagedStorageWhereNothing')}
        enabledOnly
        usableOnly
        value={draft.storage}
        onChange={storage => onChange({ ...draft, storage })}
      />
      <WorkspacePicker
        label={t('connectionsStep.workspace')}
        description={t('connectionsStep.repositoryThatItsCodeIs')}
        usableOnly
        value={draft.workspace}
        onChange={workspace => onChange({ ...draft, workspace })}
      />
    </Flex>
  );
}
