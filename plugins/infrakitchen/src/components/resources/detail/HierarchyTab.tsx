import { useCallback } from 'react';
import { Flex } from '@backstage/ui';
import {
  HierarchyGraph,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { CascadeButtons } from '../../cascades';
import { Loaded, useLinks } from '../../shared';
import type { ResourceTabProps } from './ResourcePage';

/** Resources above and below. */
export function HierarchyTab(props: ResourceTabProps) {
  const { resource, actions } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal => api.getResourceTree(resource.id, { signal }),
    [api, resource.id, resource.status],
  );
  const nodeHref = useCallback(
    ({ id }: { id: string }) => links.resource(id),
    [links],
  );
  return (
    <Loaded data={data} errorTitle="The hierarchy cannot be loaded">
      {tree => (
        <Flex direction="column" gap="3">
          <Flex gap="2" style={{ flexWrap: 'wrap' }}>
            <CascadeButtons
              resource={resource}
              actions={actions.filter(
                ({ action }) => action === 'cascade-update',
              )}
            />
          </Flex>
          <HierarchyGraph tree={tree} nodeHref={nodeHref} />
        </Flex>
      )}
    </Loaded>
  );
}
