import type { ReactNode } from 'react';
import { Flex, Link, Text } from '@backstage/ui';
import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '../Chip';
import { ResourceStatusChip } from '../ResourceStatus/ResourceStatus';
import styles from './HierarchyGraph.module.css';
import type { NodeTexts } from './nodeTexts';

/** A node of a hierarchy. */
export type TreeNode = Tree['nodes'][number];

/** In a list the row takes the focus in its place. `Link` passes it on. */
const outOfTabOrder = { tabIndex: -1 };

/** Name and state of a node, with a link to it. */
export function TreeNodeLabel(props: {
  node: TreeNode;
  href: string | undefined;
  isRoot: boolean;
  /** In the place of the state. */
  mark?: ReactNode;
  texts: NodeTexts;
  /** Name and marks in one line. */
  inline?: boolean;
}) {
  const { node, href, isRoot, mark, inline } = props;
  const { t, tStatus } = props.texts;
  return (
    <Flex
      direction={inline ? 'row' : 'column'}
      align={inline ? 'baseline' : undefined}
      gap={inline ? '2' : '0.5'}
      style={inline ? { flexWrap: 'wrap' } : undefined}
    >
      <Flex gap="2" align="baseline" style={{ minWidth: 0 }}>
        {href && !isRoot ? (
          <Link href={href} truncate {...(inline && outOfTabOrder)}>
            {node.name}
          </Link>
        ) : (
          <Text weight="bold" truncate>
            {node.name}
          </Text>
        )}
        {/* Names are read from the texts, which must not run into each other. */}{' '}
        {node.templateName && (
          <Text variant="body-x-small" color="secondary" truncate>
            {node.templateName}
          </Text>
        )}
      </Flex>{' '}
      <div className={styles.chips}>
        {mark}
        {!mark && node.state && node.status && (
          <ResourceStatusChip
            state={node.state}
            status={node.status}
            t={tStatus}
          />
        )}{' '}
        {node.abstract && (inline || !node.staleInputs) && (
          <Chip>{t('node.abstract')}</Chip>
        )}{' '}
        {node.enabled === false && (
          <Chip tone="warning">{t('node.disabled')}</Chip>
        )}{' '}
        {node.staleInputs && (
          <Chip tone="warning">{t('node.staleInputs')}</Chip>
        )}{' '}
        {node.drifted && <Chip tone="warning">{t('node.drifted')}</Chip>}
      </div>
    </Flex>
  );
}
