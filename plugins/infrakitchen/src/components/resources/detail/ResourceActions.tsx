import { ButtonLink, Flex } from '@backstage/ui';
import { RiEditLine } from '@remixicon/react';
import type {
  ActionAvailability,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ActionButton } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { CascadeButtons } from '../../cascades';
import { useGoTo, useLinks, useNotify, WriteError } from '../../shared';
import { actionTexts } from './actionTexts';
import { canEdit, offeredActions } from './offeredActions';
import { useResourceActing } from './useResourceActing';

/** All actions of the lifecycle; impossible ones say why. */
export function ResourceActions(props: {
  resource: Resource;
  actions: ActionAvailability[];
  reload: () => Promise<void>;
}) {
  const { resource, actions, reload } = props;
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const acting = useResourceActing(async (_, action, runId) => {
    if (action === 'delete') {
      notify(`${resource.name} was deleted`);
      goTo(links.resources);
    } else if (runId) {
      goTo(links.resourceRun(resource.id, runId));
      await reload();
    } else {
      notify(`${actionTexts[action].label}: done`);
      await reload();
    }
  });
  return (
    <Flex direction="column" gap="3">
      <div role="group" aria-label="Actions">
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          {canEdit(resource) && (
            <ButtonLink
              variant="secondary"
              iconStart={<RiEditLine />}
              href={`${links.resource(resource.id, 'change')}?edit=1`}
            >
              Edit
            </ButtonLink>
          )}
          {offeredActions(resource, actions).map(({ action, reasons }) => {
            const text = actionTexts[action];
            return (
              <ActionButton
                key={action}
                icon={text.icon}
                variant={text.primary ? 'primary' : 'secondary'}
                destructive={text.confirm?.destructive}
                isPending={acting.pending === action}
                reasons={reasons}
                onPress={() => acting.choose(resource, action)}
              >
                {text.label}
              </ActionButton>
            );
          })}
          <CascadeButtons resource={resource} actions={actions} />
        </Flex>
      </div>
      <WriteError
        error={acting.error}
        title="The action was refused"
        onReload={reload}
      />
      {acting.dialog}
    </Flex>
  );
}
