import {
  useCallback,
  useMemo,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { Flex, Skeleton, Text } from '@backstage/ui';
import {
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/style.css';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { downloadFile } from '../../util/download';
import { neighbour, visibleTree } from './graph';
import { HierarchyNode, type FlowNode } from './HierarchyNode';
import { toEdges } from './edges';
import { HierarchyLegend } from './HierarchyLegend';
import { HierarchyToolbar } from './HierarchyToolbar';
import { NODE_HEIGHT, NODE_WIDTH, type Positions } from './layout';
import { toPng } from './toPng';
import { toSvg } from './toSvg';
import type { TreeNode } from './TreeNodeLabel';
import { useHierarchyState } from './useHierarchyState';
import { useLayout } from './useLayout';
import type { HierarchyViewState } from './viewState';
import styles from './HierarchyGraph.module.css';
import { useNodeTexts } from './nodeTexts';

const nodeTypes = { hierarchy: HierarchyNode };

/** Around the nodes, so that few of them do not take the whole screen. */
const MARGIN = 160;

/** Nodes out of sight are left out, and a map is shown, only when there are many. */
const MANY = 100;

/** More of them would hide what is above what; they are shown on request. */
const FEW_REFERENCES = 300;

/** Names cannot be read at a smaller one. */
const READABLE_ZOOM = 0.45;
const FIRST_ZOOM = 0.75;

interface CanvasProps {
  tree: Tree;
  nodeHref: (node: TreeNode) => string | undefined;
  mark?: (node: TreeNode) => ReactNode;
  menu?: (node: TreeNode) => ReactNode;
  colorMode: 'light' | 'dark';
  state: HierarchyViewState;
  onStateChange: (change: Partial<HierarchyViewState>) => void;
}

/** The hierarchy drawn as a graph. */
export function HierarchyCanvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas(props: CanvasProps) {
  const texts = useNodeTexts();
  const { t } = texts;
  const { tree, colorMode, state, onStateChange } = props;
  const { search, filter } = state;
  const hierarchy = useHierarchyState(tree, state, onStateChange);
  const { index, selected, shown, isLookedFor, collapsed, toggle } = hierarchy;
  const flow = useReactFlow();
  const [place, setPlace] = useState(0);
  const [referencesOn, setReferencesOn] = useState(
    (tree.references?.length ?? 0) <= FEW_REFERENCES,
  );
  const visible = useMemo(() => {
    const seen = visibleTree(tree, index, collapsed);
    return referencesOn ? seen : { ...seen, references: undefined };
  }, [tree, index, collapsed, referencesOn]);
  const positions = useLayout(visible);
  const select = (id: string | undefined) => onStateChange({ selected: id });

  const goTo = useCallback(
    (id: string) => {
      const at = positions?.get(id);
      if (at) {
        flow.setCenter(at.x + NODE_WIDTH / 2, at.y + NODE_HEIGHT / 2, {
          zoom: 1,
          duration: 300,
        });
      }
    },
    [flow, positions],
  );
  const goToNext = () => {
    const found = [...(shown ?? [])];
    if (found.length > 0) {
      goTo(found[place % found.length]);
      setPlace(place + 1);
    }
  };

  return (
    <Flex direction="column" gap="2">
      <HierarchyToolbar
        search={search}
        onSearch={text => {
          onStateChange({ search: text });
          setPlace(0);
        }}
        onNext={goToNext}
        filter={filter}
        onFilter={chosen => onStateChange({ filter: chosen })}
        hasStates={tree.nodes.some(({ status }) => status)}
        found={isLookedFor ? shown?.size : undefined}
        canCollapse={index.childrenOf.size > 1}
        onCollapseAll={hierarchy.collapseAll}
        onExpandAll={hierarchy.expandAll}
        onExport={async format => {
          if (positions) {
            const svg = toSvg(texts, visible, positions);
            downloadFile(
              `hierarchy.${format}`,
              format === 'png'
                ? await toPng(svg)
                : new Blob([svg], { type: 'image/svg+xml' }),
            );
          }
        }}
      />
      {Boolean(tree.references?.length) && (
        <HierarchyLegend isOn={referencesOn} onChange={setReferencesOn} />
      )}
      {positions ? (
        <Drawing
          {...props}
          tree={visible}
          positions={positions}
          shown={shown}
          selected={selected}
          childrenOf={index.childrenOf}
          collapsed={collapsed}
          onToggle={toggle}
          onSelect={select}
          onKeyDown={event => {
            const id = nodeOf(event.target);
            const next =
              id && neighbour(index, new Set(positions.keys()), id, event.key);
            if (next) {
              event.preventDefault();
              goTo(next);
              // Drawn by then, also where it was out of sight.
              setTimeout(() => focusNode(next), 350);
            }
          }}
          colorMode={colorMode}
        />
      ) : (
        <div role="status">
          <Text color="secondary">
            {t('canvas.arranging', { count: visible.nodes.length })}
          </Text>
          <Skeleton height={320} />
        </div>
      )}
    </Flex>
  );
}

function Drawing(
  props: CanvasProps & {
    positions: Positions;
    shown: ReadonlySet<string> | undefined;
    selected: string | undefined;
    childrenOf: ReadonlyMap<string, string[]>;
    collapsed: ReadonlySet<string>;
    onToggle: (id: string) => void;
    onSelect: (id: string | undefined) => void;
    onKeyDown: (event: KeyboardEvent) => void;
  },
) {
  const { tree, positions, shown, childrenOf, collapsed, onToggle } = props;
  const { nodeHref, mark, menu, selected, onSelect } = props;
  const texts = useNodeTexts();
  const { t } = texts;
  const referring = useMemo(
    () =>
      new Set(
        tree.references?.flatMap(({ sourceId, targetId }) => [
          sourceId,
          targetId,
        ]),
      ),
    [tree],
  );
  const nodes = useMemo(
    () =>
      tree.nodes.map(
        (node): FlowNode => ({
          id: node.id,
          type: 'hierarchy',
          position: positions.get(node.id) ?? { x: 0, y: 0 },
          // Known beforehand, so that none has to be measured.
          width: NODE_WIDTH,
          height: NODE_HEIGHT,
          data: {
            node,
            href: nodeHref(node),
            isRoot: node.id === tree.rootId,
            isDimmed: shown !== undefined && !shown.has(node.id),
            mark: mark?.(node),
            children: childrenOf.get(node.id)?.length ?? 0,
            isCollapsed: collapsed.has(node.id),
            onToggle,
            menu,
            refers: referring.has(node.id),
            texts,
          },
        }),
      ),
    [
      tree,
      positions,
      shown,
      nodeHref,
      mark,
      menu,
      childrenOf,
      collapsed,
      onToggle,
      referring,
      texts,
    ],
  );
  const edges = useMemo(
    () => toEdges(t, tree, { shown, selected }),
    [t, tree, shown, selected],
  );
  const controlLabels = useMemo(
    () => ({
      'controls.ariaLabel': t('canvas.controls'),
      'controls.zoomIn.ariaLabel': t('canvas.zoomIn'),
      'controls.zoomOut.ariaLabel': t('canvas.zoomOut'),
      'controls.fitView.ariaLabel': t('canvas.fitView'),
    }),
    [t],
  );
  const lowest = Math.max(0, ...[...positions.values()].map(({ y }) => y));
  const height = lowest + NODE_HEIGHT + MARGIN;
  const isLarge = nodes.length > MANY;
  /** All of it, or the root with what is around it where that would be too small. */
  const showRoot = async (flow: ReactFlowInstance<FlowNode>) => {
    await flow.fitView({ maxZoom: 1, padding: 0.15 });
    const at = positions.get(tree.rootId ?? '') ?? [...positions.values()][0];
    if (at && flow.getZoom() < READABLE_ZOOM) {
      await flow.setCenter(at.x + NODE_WIDTH / 2, at.y + 3 * NODE_HEIGHT, {
        zoom: FIRST_ZOOM,
      });
    }
  };
  return (
    // The keys are pressed on the links within.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={styles.canvas}
      style={{ '--needed-height': `${height}px` } as CSSProperties}
      role="region"
      aria-label={t('canvas.label')}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          onSelect(undefined);
        }
        props.onKeyDown(event);
      }}
      onFocus={({ target }) => {
        const id = nodeOf(target);
        if (id && target.matches(':focus-visible')) {
          onSelect(id);
        }
      }}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        colorMode={props.colorMode}
        ariaLabelConfig={controlLabels}
        onInit={showRoot}
        minZoom={0.05}
        nodesDraggable={false}
        nodesConnectable={false}
        // The links inside the nodes take the focus.
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        onNodeClick={({ target }, { id }) => {
          // A link leads away, and what is selected must not lead back.
          if (!(target as Element).closest('a, button')) {
            onSelect(id);
          }
        }}
        onPaneClick={() => onSelect(undefined)}
        onlyRenderVisibleElements={isLarge}
        preventScrolling={false}
        zoomOnScroll={false}
      >
        <Background />
        <Controls showInteractive={false} />
        {isLarge && <MiniMap pannable zoomable ariaLabel={t('canvas.map')} />}
      </ReactFlow>
    </div>
  );
}

/** The node that something on the canvas belongs to. */
function nodeOf(target: EventTarget): string | undefined {
  return target instanceof Element
    ? target.closest('[data-node]')?.getAttribute('data-node') ?? undefined
    : undefined;
}

function focusNode(id: string): void {
  document
    .querySelector<HTMLElement>(
      `[data-node="${CSS.escape(id)}"] :is(a, button)`,
    )
    ?.focus();
}
