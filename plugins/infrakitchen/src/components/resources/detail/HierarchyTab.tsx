import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex } from '@backstage/ui';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { CascadeButtons } from '../../cascades';
import { Loaded } from '../../shared';
import { ResourceGraph } from './ResourceGraph';
import type { ResourceTabProps } from './ResourcePage';
import { resourcesDetailTranslationRef } from './translation';

const POLL_MS = 5_000;

/** Resources above and below. */
export function HierarchyTab(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource, actions, reload } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getResourceTree(resource.id, { signal }),
    [api, resource.id, resource.status],
    { pollMs: tree => (isAtWork(tree) ? POLL_MS : undefined) },
  );
  return (
    <Loaded
      data={data}
      errorTitle={t('hierarchyTab.theHierarchyCannotBeLoaded')}
    >
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
          <ResourceGraph
            tree={tree}
            reload={async () => {
              await Promise.all([data.reload(), reload()]);
            }}
          />
        </Flex>
      )}
    </Loaded>
  );
}

function isAtWork(tree: Tree | undefined): boolean {
  return (
    tree?.nodes.some(
      ({ status }) => status === 'queued' || status === 'in_progress',
    ) ?? false
  );
}
