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

/** A cascade as it is offered. */
export interface OfferedCascade {
  action: CascadeAction;
  kind: CascadeKind;
  label: string;
  icon: ReactElement;
  /** Why it is impossible; empty where it is possible. */
  reasons: string[];
}

/** The cascades that have something to do. */
export function offeredCascades(
  actions: ActionAvailability[],
): OfferedCascade[] {
  return order.flatMap(action => {
    const { nothing, ...text } = texts[action];
    const found = actions.find(other => other.action === action);
    const isIdle = found?.reasons.some(({ code }) => code === nothing);
    return found && !isIdle
      ? [
          {
            ...{ action, ...text },
            reasons: found.reasons.map(({ message }) => message),
          },
        ]
      : [];
  });
}

/** Cascades from a resource; those with nothing to do are left out. */
export function CascadeButtons(props: {
  resource: Resource;
  actions: ActionAvailability[];
}) {
  const { resource, actions } = props;
  const [asked, setAsked] = useState<CascadeAction>();
  return (
    <>
      {offeredCascades(actions).map(({ action, icon, label, reasons }) => (
        <ActionButton
          key={action}
          icon={icon}
          destructive={action === 'cascade-destroy'}
          reasons={reasons}
          onPress={() => setAsked(action)}
        >
          {label}
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
