import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { Flex, Text } from '@backstage/ui';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { VirtualList } from '../VirtualList';
import { HierarchyRow } from './HierarchyRow';
import { HierarchyToolbar } from './HierarchyToolbar';
import type { TreeNode } from './TreeNodeLabel';
import { referenceText } from './graph';
import { findTyped, listRows, moveInList, type ListRow } from './listRows';
import { useNodeTexts } from './nodeTexts';
import { useHierarchyState } from './useHierarchyState';
import type { HierarchyViewState } from './viewState';
import styles from './HierarchyGraph.module.css';

/** As high as a row is with one line. */
const ROW_HEIGHT = 36;

/** Letters that follow each other sooner are one text. */
const TYPING_MS = 500;

const NONE: string[] = [];

/**
 * The hierarchy as a tree of rows, for readers and narrow screens. One row is
 * in the order of the Tab key; arrow keys lead to the others.
 */
export function HierarchyList(props: {
  tree: Tree;
  nodeHref: (node: TreeNode) => string | undefined;
  mark?: (node: TreeNode) => ReactNode;
  menu?: (node: TreeNode) => ReactNode;
  state: HierarchyViewState;
  onStateChange: (change: Partial<HierarchyViewState>) => void;
}) {
  const texts = useNodeTexts();
  const { t } = texts;
  const { tree, nodeHref, mark, menu, state, onStateChange } = props;
  const hierarchy = useHierarchyState(tree, state, onStateChange);
  const { index, collapsed, isLookedFor, shown, toggle } = hierarchy;
  const found = isLookedFor ? shown : undefined;
  const rows = useMemo(
    () => listRows(tree, index, collapsed, found),
    [tree, index, collapsed, found],
  );
  const takes = useTakes(tree, t);

  const [chosen, setChosen] = useState<string>();
  const active = (
    rows.find(({ key }) => key === chosen) ??
    rows.find(({ node }) => node.id === tree.rootId) ??
    rows[0]
  )?.key;
  const focus = useFocus(active, rows);
  const goTo = (place: number) => {
    setChosen(rows[place].key);
    focus.next();
  };
  const typed = useRef({ text: '', at: 0 });

  const onKey = (event: KeyboardEvent<HTMLElement>, row: ListRow) => {
    const { target, currentTarget, key } = event;
    if (target !== currentTarget) {
      // Back from the button to its row.
      if (key === 'ArrowLeft' && currentTarget.contains(target as Node)) {
        currentTarget.focus();
      }
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const at = rows.indexOf(row);
    if (key === 'Enter') {
      currentTarget.querySelector('a')?.click();
      return;
    }
    if (key.length === 1 && key !== ' ') {
      const now = Date.now();
      const isMore = now - typed.current.at < TYPING_MS;
      const text = isMore ? typed.current.text + key : key;
      typed.current = { text, at: now };
      const place = findTyped(rows, at, text);
      if (place !== undefined) {
        event.preventDefault();
        goTo(place);
      }
      return;
    }
    const move = moveInList(rows, at, key);
    if (move) {
      event.preventDefault();
      if ('to' in move) {
        goTo(move.to);
      } else {
        toggle(move.toggle);
      }
    }
  };
  // Rows that stay as they are need not be drawn again.
  const latest = useRef(onKey);
  latest.current = onKey;
  const keyed = useCallback(
    (event: KeyboardEvent<HTMLElement>, row: ListRow) =>
      latest.current(event, row),
    [],
  );

  const goToNext = () => {
    const at = rows.findIndex(({ key }) => key === active);
    for (let step = 1; step <= rows.length; step += 1) {
      const place = (at + step) % rows.length;
      if (found?.has(rows[place].node.id)) {
        goTo(place);
        return;
      }
    }
  };

  return (
    <Flex direction="column" gap="3">
      <HierarchyToolbar
        search={state.search}
        onSearch={search => onStateChange({ search })}
        onNext={goToNext}
        filter={state.filter}
        onFilter={filter => onStateChange({ filter })}
        hasStates={tree.nodes.some(({ status }) => status)}
        found={found?.size}
        canCollapse={index.childrenOf.size > 1}
        onCollapseAll={hierarchy.collapseAll}
        onExpandAll={hierarchy.expandAll}
      />
      {rows.length === 0 && <Text>{t('list.nothingFound')}</Text>}
      <div ref={focus.within} className={styles.list}>
        {rows.length > 0 && (
          <VirtualList
            label={t('list.label')}
            role="tree"
            rows={rows}
            rowKey={row => row.key}
            activeKey={active}
            estimateHeight={ROW_HEIGHT}
            maxHeight="70vh"
            renderRow={row => (
              <HierarchyRow
                row={row}
                href={nodeHref(row.node)}
                isRoot={row.node.id === tree.rootId}
                isFound={found?.has(row.node.id) ?? false}
                isActive={row.key === active}
                mark={mark?.(row.node)}
                menu={menu}
                takes={takes.get(row.node.id) ?? NONE}
                texts={texts}
                onToggle={toggle}
                onActive={setChosen}
                onKey={keyed}
              />
            )}
          />
        )}
      </div>
    </Flex>
  );
}

/** Moves the focus to the active row, once it is drawn. */
function useFocus(active: string | undefined, rows: ListRow[]) {
  const within = useRef<HTMLDivElement>(null);
  const isWanted = useRef(false);
  useEffect(() => {
    if (isWanted.current) {
      isWanted.current = false;
      [...(within.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])]
        .find(({ dataset }) => dataset.row === active)
        ?.focus();
    }
  }, [active, rows]);
  return {
    within,
    next: () => {
      isWanted.current = true;
    },
  };
}

/** What each node takes of others, in words. */
function useTakes(
  tree: Tree,
  t: ReturnType<typeof useNodeTexts>['t'],
): Map<string, string[]> {
  return useMemo(() => {
    const names = new Map(tree.nodes.map(({ id, name }) => [id, name]));
    const byTarget = new Map<string, string[]>();
    for (const reference of tree.references ?? []) {
      const { sourceId, targetId } = reference;
      const text = t('list.takes', {
        values: referenceText(reference),
        source: names.get(sourceId) ?? sourceId,
      });
      const known = byTarget.get(targetId);
      if (known) {
        known.push(text);
      } else {
        byTarget.set(targetId, [text]);
      }
    }
    return byTarget;
  }, [tree, t]);
}
