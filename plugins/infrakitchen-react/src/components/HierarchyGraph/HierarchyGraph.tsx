import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import {
  Alert,
  Flex,
  Skeleton,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { HierarchyList } from './HierarchyList';
import { hierarchyGraphTranslationRef } from './translation';
import { initialHierarchyView, type HierarchyViewState } from './viewState';

// The canvas library is large and not needed for the list.
const HierarchyCanvas = lazy(() =>
  import('./HierarchyCanvas').then(m => ({ default: m.HierarchyCanvas })),
);

/**
 * Parents and children of a template or resource, as graph or as list.
 *
 * @public
 */
export function HierarchyGraph(props: {
  tree: Tree;
  nodeHref: (node: Tree['nodes'][number]) => string | undefined;
  defaultView?: 'graph' | 'list';
  /** The view where the page around it offers the choice. */
  view?: 'graph' | 'list';
  /** Shown at a node in the place of its state; should keep its identity. */
  mark?: (node: Tree['nodes'][number]) => ReactNode;
  /**
   * What can be done with a node, as a `Menu`; made when it is opened. Should
   * keep its identity.
   */
  menu?: (node: Tree['nodes'][number]) => ReactNode;
  /** Where a page keeps what is shown in its URL. */
  state?: HierarchyViewState;
  onStateChange?: (state: HierarchyViewState) => void;
}) {
  const { t } = useTranslationRef(hierarchyGraphTranslationRef);
  const { tree, nodeHref, defaultView = 'graph', view: given } = props;
  const { mark, menu } = props;
  const [own, setOwn] = useState<HierarchyViewState>({
    ...initialHierarchyView,
    view: defaultView,
  });
  const state = props.state ?? own;
  const change = (part: Partial<HierarchyViewState>) =>
    (props.onStateChange ?? setOwn)({ ...state, ...part });
  const view = given ?? state.view;
  return (
    <Flex direction="column" gap="3">
      {!given && (
        <ToggleButtonGroup
          aria-label={t('hierarchyGraph.view')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[view]}
          onSelectionChange={keys =>
            change({ view: keys.has('list') ? 'list' : 'graph' })
          }
        >
          <ToggleButton id="graph">{t('hierarchyGraph.graph')}</ToggleButton>
          <ToggleButton id="list">{t('hierarchyGraph.list')}</ToggleButton>
        </ToggleButtonGroup>
      )}
      {tree.truncated && (
        <Alert status="info" icon title={t('hierarchyGraph.truncated')} />
      )}
      {view === 'graph' ? (
        <Suspense fallback={<Skeleton height={320} />}>
          <HierarchyCanvas
            tree={tree}
            nodeHref={nodeHref}
            mark={mark}
            menu={menu}
            colorMode={currentColorMode()}
            state={state}
            onStateChange={change}
          />
        </Suspense>
      ) : (
        <HierarchyList
          tree={tree}
          nodeHref={nodeHref}
          mark={mark}
          menu={menu}
          state={state}
          onStateChange={change}
        />
      )}
    </Flex>
  );
}

/** Backstage marks the theme in the page for everyone to read. */
function currentColorMode(): 'light' | 'dark' {
  const marked = document
    .querySelector('[data-theme-mode]')
    ?.getAttribute('data-theme-mode');
  return marked === 'dark' ? 'dark' : 'light';
}
