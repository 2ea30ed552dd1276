import {
  HierarchyGraph,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useLinks } from '../../shared';
import type { ResourceTabProps } from './ResourcePage';

/** Resources above and below. */
export function HierarchyTab(props: ResourceTabProps) {
  const { resource } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal => api.getResourceTree(resource.id, { signal }),
    [api, resource.id, resource.status],
  );
  return (
    <Loaded data={data} errorTitle="The hierarchy cannot be loaded">
      {tree => (
        <HierarchyGraph
          tree={tree}
          nodeHref={node => links.resource(node.id)}
        />
      )}
    </Loaded>
  );
}
