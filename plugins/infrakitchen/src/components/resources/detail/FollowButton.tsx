import { Button, Menu, MenuItem, MenuTrigger } from '@backstage/ui';
import { RiNotification3Line, RiNotificationOffLine } from '@remixicon/react';
import type { Subscription } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useAction, useNotify, WriteError } from '../../shared';

type Follows = Subscription['follows'];

const texts: Record<Follows, { label: string; chosen: string }> = {
  nothing: { label: 'Not followed', chosen: 'You do not follow it any more' },
  resource: { label: 'Followed', chosen: 'You follow the resource' },
  subtree: {
    label: 'Followed with all below',
    chosen: 'You follow the resource and everything below it',
  },
};

/** Whether the reader gets notifications of a resource, or of all below it. */
export function FollowButton(props: { resourceId: string }) {
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
      notify(texts[next].chosen);
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
          {follows === 'nothing' ? 'Follow' : texts[follows].label}
        </Button>
        <Menu>
          <MenuItem onAction={() => choose('resource')}>
            Follow the resource
          </MenuItem>
          <MenuItem onAction={() => choose('subtree')}>
            Follow it and everything below
          </MenuItem>
          {follows !== 'nothing' ? (
            <MenuItem onAction={() => choose('nothing')}>
              Do not follow it
            </MenuItem>
          ) : null}
        </Menu>
      </MenuTrigger>
      <WriteError error={action.error} title="It was not changed" />
    </>
  );
}
