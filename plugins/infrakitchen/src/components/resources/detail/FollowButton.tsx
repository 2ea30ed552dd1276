import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiNotification3Line, RiNotificationOffLine } from '@remixicon/react';
import type { Subscription } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useAction, useNotify, WriteError } from '../../shared';
import { resourcesDetailTranslationRef, type Translate } from './translation';

type Follows = Subscription['follows'];

const texts: (
  t: Translate,
) => Record<Follows, { label: string; chosen: string }> = t => ({
  nothing: {
    label: t('followButton.notFollowed'),
    chosen: t('followButton.youDoNotFollowIt'),
  },
  resource: {
    label: t('followButton.followed'),
    chosen: t('followButton.youFollowTheResource'),
  },
  subtree: {
    label: t('followButton.followedWithAllBelow'),
    chosen: t('followButton.youFollowTheResourceAnd'),
  },
});

/** Whether the reader gets notifications of a resource, or of all below it. */
export function FollowButton(props: { resourceId: string }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resourceId } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const action = useAction();
  const data = useAsyncData(
    signal => api.getSubscription(resourceId, { signal }),
    [api, resourceId],
  );
  const follows = data.value?.follows;
  if (!follows) {
    // Nobody misses what an app without notifications does not have.
    return null;
  }
  const choose = (next: Follows) =>
    action.run('follow', async () => {
      await api.setSubscription(resourceId, { follows: next });
      notify(texts(t)[next].chosen);
      await data.reload();
    });
  return (
    <>
      <MenuTrigger>
        <Button
          variant="secondary"
          iconStart={
            follows === 'nothing' ? (
              <RiNotificationOffLine />
            ) : (
              <RiNotification3Line />
            )
          }
          isPending={action.pending !== undefined}
        >
          {follows === 'nothing'
            ? t('followButton.follow')
            : texts(t)[follows].label}
        </Button>
        <Menu>
          <MenuItem onAction={() => choose('resource')}>
            {t('followButton.followTheResource')}
          </MenuItem>
          <MenuItem onAction={() => choose('subtree')}>
            {t('followButton.followItAndEverythingBelow')}
          </MenuItem>
          {follows !== 'nothing' ? (
            <MenuItem onAction={() => choose('nothing')}>
              {t('followButton.doNotFollowIt')}
            </MenuItem>
          ) : null}
        </Menu>
      </MenuTrigger>
      <WriteError
        error={action.error}
        title={t('followButton.itWasNotChanged')}
      />
    </>
  );
}
