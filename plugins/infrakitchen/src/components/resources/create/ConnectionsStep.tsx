import { Flex } from '@backstage/ui';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { StoragePicker, WorkspacePicker } from '../../shared';
import { ConnectedFields } from '../connections/ConnectedFields';
import type { ResourceDraft } from './resourceDraft';

/** What the new resource is connected by, and where its state and code are kept. */
export function ConnectionsStep(props: {
  template: Template;
  draft: ResourceDraft;
  onChange: (draft: ResourceDraft) => void;
}) {
  const { template, draft, onChange } = props;
  return (
    <Flex direction="column" gap="5">
      <ConnectedFields
        value={draft.connected}
        onChange={connected => onChange({ ...draft, connected })}
        allowed={template.conventions.allowedIntegrations}
      />
      <StoragePicker
        label="Storage of the state"
        description="The managed storage where nothing is chosen."
        enabledOnly
        value={draft.storage}
        onChange={storage => onChange({ ...draft, storage })}
      />
      <WorkspacePicker
        label="Workspace"
        description="Repository that its code is written to, by pull requests; that of the project where nothing is chosen."
        usableOnly
        value={draft.workspace}
        onChange={workspace => onChange({ ...draft, workspace })}
      />
    </Flex>
  );
}
