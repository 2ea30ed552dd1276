import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback, useRef, useState, type ReactNode } from 'react';
import { Flex } from '@backstage/ui';
import type {
  Resource,
  Tree,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { HierarchyGraph } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { OfferedCascade } from '../../cascades/CascadeButtons';
import { StartCascadeDialog } from '../../cascades/StartCascadeDialog';
import {
  useHierarchyView,
  useLinks,
  useNotify,
  WriteError,
} from '../../shared';
import { actionTexts } from './actionTexts';
import { ResourceNodeMenu } from './ResourceNodeMenu';
import { useResourceActing } from './useResourceActing';
import { resourcesDetailTranslationRef } from './translation';

type Node = Tree['nodes'][number];

/** Resources as a graph, with what can be done with each. */
export function ResourceGraph(props: {
  tree: Tree;
  mark?: (node: Node) => ReactNode;
  /** The view where the page around it offers the choice. */
  view?: 'graph' | 'list';
  /** Shows what came of an action. */
  reload: () => Promise<void>;
}) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { tree, mark, view, reload } = props;
  const links = useLinks();
  const shown = useHierarchyView();
  const notify = useNotify();
  const [cascade, setCascade] = useState<{
    resource: Resource;
    chosen: OfferedCascade;
  }>();
  const { choose, error, dialog } = useResourceActing(
    async ({ name }, action, runId) => {
      const { label } = actionTexts(t)[action];
      notify(
        t('resourceGraph.actionOfNameState', {
          action: label,
          name,
          outcome: runId ? 'started' : 'done',
        }),
      );
      await reload();
    },
  );
  const nodeHref = useCallback(({ id }: Node) => links.resource(id), [links]);
  // The menu keeps its identity, or every node would be drawn again.
  const latest = useRef(choose);
  latest.current = choose;
  const menu = useCallback(
    (node: Node) => (
      <ResourceNodeMenu
        node={node}
        onAction={(resource, action) => latest.current(resource, action)}
        onCascade={(resource, chosen) => setCascade({ resource, chosen })}
      />
    ),
    [],
  );
  return (
    <Flex direction="column" gap="3">
      <WriteError
        error={error}
        title={t('resourceGraph.theActionWasRefused')}
        onReload={reload}
      />
      <HierarchyGraph
        tree={tree}
        nodeHref={nodeHref}
        mark={mark}
        menu={menu}
        view={view}
        {...shown}
      />
      {dialog}
      {cascade && (
        <StartCascadeDialog
          kind={cascade.chosen.kind}
          title={`${cascade.chosen.label}: ${cascade.resource.name}`}
          target={async () => ({ rootId: cascade.resource.id })}
          onClose={() => setCascade(undefined)}
        />
      )}
    </Flex>
  );
}
