import { useState, type ReactElement } from 'react';
import { Flex, Text } from '@backstage/ui';
import {
  RiCheckLine,
  RiCloseLine,
  RiPlayLine,
  RiRestartLine,
  RiStopCircleLine,
} from '@remixicon/react';
import type {
  CascadeDecision,
  CascadeDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActionButton,
  cascadeKindLabel,
  ConfirmDialog,
  PlanSummaryView,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useNotify } from '../shared';

/** How a decision is offered, and what is asked before. */
const texts: Record<
  CascadeDecision,
  {
    label: string;
    done: string;
    icon: ReactElement;
    text: string;
    reason?: 'optional' | 'required';
    destructive?: boolean;
    primary?: boolean;
  }
> = {
  confirm: {
    label: 'Confirm',
    done: 'confirmed',
    icon: <RiPlayLine />,
    text: 'The plans that you have seen are applied, level by level. Where rules ask for it, others approve all of them first, once.',
    primary: true,
  },
  approve: {
    label: 'Approve',
    done: 'approved',
    icon: <RiCheckLine />,
    text: 'Exactly these plans are applied. A plan that turns out to be another one waits for its own approval.',
    reason: 'optional',
    primary: true,
  },
  reject: {
    label: 'Reject',
    done: 'rejected',
    icon: <RiCloseLine />,
    text: 'The cascade ends, nothing is applied, and whoever asked is told why.',
    reason: 'required',
    destructive: true,
  },
  resume: {
    label: 'Resume',
    done: 'resumed',
    icon: <RiRestartLine />,
    text: 'What succeeded stays as it is; the rest is tried again with new runs.',
    primary: true,
  },
  cancel: {
    label: 'Cancel',
    done: 'cancelled',
    icon: <RiStopCircleLine />,
    text: 'Nothing more is begun. What is being applied comes to its end first.',
    reason: 'optional',
    destructive: true,
  },
};

/** The plans that were seen when the dialog opened; polling may bring others. */
interface Asked {
  decision: CascadeDecision;
  digest: string | undefined;
  summary: CascadeDetail['summary'];
}

/** What can be done with a cascade; what makes no sense now is left out. */
export function CascadeActions(props: {
  cascade: CascadeDetail;
  onChanged: () => Promise<void>;
}) {
  const { cascade, onChanged } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [asked, setAsked] = useState<Asked>();
  const what = `${cascadeKindLabel(cascade.kind)} ${cascade.name}`;
  const offered = cascade.actions.filter(
    ({ reasons }) =>
      !reasons.some(({ code }) => code === 'wrong_cascade_state'),
  );
  if (offered.length === 0) {
    return null;
  }

  const act = async (reason: string | undefined) => {
    if (!asked) {
      return;
    }
    await api.actOnCascade(cascade.id, asked.decision, {
      digest: asked.digest,
      reason,
    });
    notify(`${what}: ${texts[asked.decision].done}`);
    await onChanged();
  };
  const text = asked && texts[asked.decision];
  const destroys = cascade.kind === 'destroy' && asked?.decision === 'confirm';
  return (
    <div role="group" aria-label="Actions">
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {offered.map(({ action, reasons }) => (
          <ActionButton
            key={action}
            icon={texts[action].icon}
            variant={texts[action].primary ? 'primary' : 'secondary'}
            destructive={
              texts[action].destructive ||
              (action === 'confirm' && cascade.kind === 'destroy')
            }
            reasons={reasons.map(({ message }) => sentence(message))}
            onPress={() =>
              setAsked({
                decision: action,
                digest: cascade.digest,
                summary: cascade.summary,
              })
            }
          >
            {texts[action].label}
          </ActionButton>
        ))}
      </Flex>
      {asked && text && (
        <ConfirmDialog
          isOpen
          title={`${text.label}: ${what}`}
          confirmLabel={text.label}
          destructive={text.destructive || destroys}
          requiredText={destroys ? cascade.name : undefined}
          reason={text.reason}
          reasonLabel="Comment"
          onClose={() => setAsked(undefined)}
          onConfirm={act}
        >
          <Flex direction="column" gap="3">
            <Text as="p">{text.text}</Text>
            {asked.decision !== 'cancel' && (
              <PlanSummaryView summary={asked.summary} />
            )}
          </Flex>
        </ConfirmDialog>
      )}
    </div>
  );
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
