import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { canEdit, editRefusals, offeredActions } from './offeredActions';
import { useResourceActing } from './useResourceActing';
import { resourcesDetailTranslationRef } from './translation';

/** All actions of the lifecycle; impossible ones say why. */
export function ResourceActions(props: {
  resource: Resource;
  actions: ActionAvailability[];
  reload: () => Promise<void>;
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, actions, reload } = props;
  const links = useLinks();
  const refusals = editRefusals(actions);
  const editHref = `${links.resource(resource.id, 'change')}?edit=1`;
  const goTo = useGoTo();
  const notify = useNotify();
  const acting = useResourceActing(async (_, action, runId) => {
    if (action === 'delete') {
      notify(t('resourceActions.nameWasDeleted', { name: resource.name }));
      goTo(links.resources);
    } else if (runId) {
      goTo(links.resourceRun(resource.id, runId));
      await reload();
    } else {
      notify(
        t('resourceActions.actionDone', {
          action: actionTexts(t)[action].label,
        }),
      );
      await reload();
    }
  });
  return (
    <Flex direction="column" gap="3">
      <div role="group" aria-label={t('resourceActions.actions')}>
        <Flex gap="2" style={{ flexWrap: 'wrap' }}>
          {canEdit(resource) && refusals.length === 0 && (
            <ButtonLink
              variant="secondary"
              iconStart={<RiEditLine />}
              href={editHref}
            >
              {t('resourceActions.edit')}
            </ButtonLink>
          )}
          {canEdit(resource) && refusals.length > 0 && (
            <ActionButton
              icon={<RiEditLine />}
              reasons={refusals}
              onPress={() => goTo(editHref)}
            >
              {t('resourceActions.edit')}
            </ActionButton>
          )}
          {offeredActions(t, resource, actions).map(({ action, reasons }) => {
            const text = actionTexts(t)[action];
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
        title={t('resourceActions.theActionWasRefused')}
        onReload={reload}
      />
      {acting.dialog}
    </Flex>
  );
}
