import { useState, type ReactElement } from 'react';
import { RiNodeTree, RiFireLine, RiRestartLine } from '@remixicon/react';
import type {
  ActionAvailability,
  CascadeAction,
  CascadeKind,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { ActionButton } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { StartCascadeDialog } from './StartCascadeDialog';

const texts: Record<
  CascadeAction,
  { kind: CascadeKind; label: string; icon: ReactElement; nothing: string }
> = {
  'cascade-update': {
    kind: 'update',
    label: 'Update with all below',
    icon: <RiNodeTree />,
    nothing: 'nothing_to_update',
  },
  'cascade-recreate': {
    kind: 'recreate',
    label: 'Recreate with all below',
    icon: <RiRestartLine />,
    nothing: 'nothing_to_recreate',
  },
  'cascade-destroy': {
    kind: 'destroy',
    label: 'Destroy with all below',
    icon: <RiFireLine />,
    nothing: 'nothing_below',
  },
};

const order = Object.keys(texts) as CascadeAction[];

/** Cascades from a resource; those with nothing to do are left out. */
export function CascadeButtons(props: {
  resource: Resource;
  actions: ActionAvailability[];
}) {
  const { resource, actions } = props;
  const [asked, setAsked] = useState<CascadeAction>();
  const shown = order.flatMap(action => {
    const found = actions.find(other => other.action === action);
    const isIdle = found?.reasons.some(
      ({ code }) => code === texts[action].nothing,
    );
    return found && !isIdle ? [{ ...found, action }] : [];
  });
  return (
    <>
      {shown.map(({ action, reasons }) => (
        <ActionButton
          key={action}
          icon={texts[action].icon}
          destructive={action === 'cascade-destroy'}
          reasons={reasons.map(({ message }) => message)}
          onPress={() => setAsked(action)}
        >
          {texts[action].label}
        </ActionButton>
      ))}
      {asked && (
        <StartCascadeDialog
          kind={texts[asked].kind}
          title={`${texts[asked].label}: ${resource.name}`}
          target={async () => ({ rootId: resource.id })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
