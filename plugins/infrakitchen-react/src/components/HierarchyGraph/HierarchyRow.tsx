import {
  memo,
  useId,
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { ButtonIcon, Text } from '@backstage/ui';
import { RiArrowDownSLine, RiArrowRightSLine } from '@remixicon/react';
import { NodeMenuButton, useNodeMenu } from './NodeMenuButton';
import { TreeNodeLabel, type TreeNode } from './TreeNodeLabel';
import type { ListRow } from './listRows';
import type { NodeTexts } from './nodeTexts';
import styles from './HierarchyGraph.module.css';

interface Props {
  row: ListRow;
  href: string | undefined;
  isRoot: boolean;
  /** Is looked for, and not only above what is. */
  isFound: boolean;
  /** The row that the Tab key leads to. */
  isActive: boolean;
  mark: ReactNode;
  menu: ((node: TreeNode) => ReactNode) | undefined;
  /** What it takes of others. */
  takes: string[];
  texts: NodeTexts;
  onToggle: (id: string) => void;
  onActive: (key: string) => void;
  onKey: (event: KeyboardEvent<HTMLElement>, row: ListRow) => void;
}

/** A node of the list, which takes the focus as a whole. */
export const HierarchyRow = memo(Row);

function Row(props: Props) {
  const { row, isActive, isRoot, menu, takes, texts } = props;
  const { node, isExpanded } = row;
  const { isOpen, onOpenChange, onContextMenu } = useNodeMenu();
  const labelId = useId();
  return (
    <div
      role="treeitem"
      className={`${styles.row} ${props.isFound ? styles.found : ''}`}
      style={{ '--level': row.level - 1 } as CSSProperties}
      tabIndex={isActive ? 0 : -1}
      aria-labelledby={labelId}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={isExpanded}
      aria-current={isRoot ? 'true' : undefined}
      // Nothing is chosen by moving along.
      aria-selected={false}
      data-row={row.key}
      onFocus={event => {
        // Not from within the menu, whose events come by here.
        if (event.currentTarget.contains(event.target)) {
          props.onActive(row.key);
        }
      }}
      onKeyDown={event => props.onKey(event, row)}
      onContextMenu={menu && onContextMenu}
    >
      <span className={styles.expander}>
        {isExpanded !== undefined && (
          <ButtonIcon
            size="small"
            variant="tertiary"
            // Arrow keys do the same at the row.
            excludeFromTabOrder
            aria-label={texts.t(isExpanded ? 'node.collapse' : 'node.expand', {
              name: node.name,
            })}
            icon={isExpanded ? <RiArrowDownSLine /> : <RiArrowRightSLine />}
            onPress={() => props.onToggle(node.id)}
          />
        )}
      </span>
      <div id={labelId} className={styles.rowLabel}>
        <TreeNodeLabel
          node={node}
          href={props.href}
          isRoot={isRoot}
          mark={props.mark}
          texts={texts}
          inline
        />{' '}
        {takes.map(text => (
          <Text key={text} as="p" variant="body-small" color="secondary">
            {`${text} `}
          </Text>
        ))}
        {row.isRepeated && (
          <Text as="p" variant="body-small" color="secondary">
            {texts.t('list.seeAbove')}
          </Text>
        )}
      </div>
      {menu && (
        <NodeMenuButton
          node={node}
          menu={menu}
          texts={texts}
          isOpen={isOpen}
          onOpenChange={onOpenChange}
          isTabStop={isActive}
        />
      )}
    </div>
  );
}
