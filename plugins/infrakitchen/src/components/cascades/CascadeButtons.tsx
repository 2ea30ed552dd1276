import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { cascadesTranslationRef, type Translate } from './translation';

const texts: Record<
  CascadeAction,
  { kind: CascadeKind; icon: ReactElement; nothing: string }
> = {
  'cascade-update': {
    kind: 'update',
    icon: <RiNodeTree />,
    nothing: 'nothing_to_update',
  },
  'cascade-recreate': {
    kind: 'recreate',
    icon: <RiRestartLine />,
    nothing: 'nothing_to_recreate',
  },
  'cascade-destroy': {
    kind: 'destroy',
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
  t: Translate,
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
            label: t(`cascadeButtons.${action}`),
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
  const { t } = useTranslationRef(cascadesTranslationRef);
  const { resource, actions } = props;
  const [asked, setAsked] = useState<CascadeAction>();
  return (
    <>
      {offeredCascades(t, actions).map(({ action, icon, label, reasons }) => (
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
          title={t('cascadeButtons.actionOfName', {
            action: t(`cascadeButtons.${asked}`),
            name: resource.name,
          })}
          target={async () => ({ rootId: resource.id })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
