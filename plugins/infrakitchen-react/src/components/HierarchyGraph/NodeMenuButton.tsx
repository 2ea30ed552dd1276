import { useState, type MouseEvent, type ReactNode } from 'react';
import { ButtonIcon, MenuTrigger } from '@backstage/ui';
import { RiMore2Fill } from '@remixicon/react';
import type { TreeNode } from './TreeNodeLabel';
import type { NodeTexts } from './nodeTexts';

/** Opens what can be done with a node. */
export function NodeMenuButton(props: {
  node: TreeNode;
  /** Makes the menu once it is opened. */
  menu: (node: TreeNode) => ReactNode;
  texts: NodeTexts;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** Whether the Tab key leads to it; it does where absent. */
  isTabStop?: boolean;
}) {
  const { node, menu, texts, isOpen, onOpenChange, isTabStop = true } = props;
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={onOpenChange}>
      <ButtonIcon
        size="small"
        variant="tertiary"
        excludeFromTabOrder={!isTabStop}
        aria-label={texts.t('node.actions', { name: node.name })}
        icon={<RiMore2Fill />}
      />
      {isOpen && menu(node)}
    </MenuTrigger>
  );
}

/** Whether the menu of a node is open; the context menu key opens it too. */
export function useNodeMenu(): {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  onContextMenu: (event: MouseEvent) => void;
} {
  const [isOpen, onOpenChange] = useState(false);
  return {
    isOpen,
    onOpenChange,
    onContextMenu: event => {
      // Not from within the menu, whose events come by here.
      if (event.currentTarget.contains(event.target as Element)) {
        event.preventDefault();
        onOpenChange(true);
      }
    },
  };
}
