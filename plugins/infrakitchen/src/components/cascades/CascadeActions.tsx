import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
  ConfirmDialog,
  PlanSummaryView,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useNotify } from '../shared';
import { cascadesTranslationRef, type Translate } from './translation';
import { useLabels } from '../shared/useLabels';

/** How a decision is offered, and what is asked before. */
const texts: (t: Translate) => Record<
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
> = t => ({
  confirm: {
    label: t('cascadeActions.confirm'),
    done: 'confirmed',
    icon: <RiPlayLine />,
    text: t('cascadeActions.thePlansThatYouHave'),
    primary: true,
  },
  approve: {
    label: t('cascadeActions.approve'),
    done: 'approved',
    icon: <RiCheckLine />,
    text: t('cascadeActions.exactlyThesePlansAreApplied'),
    reason: 'optional',
    primary: true,
  },
  reject: {
    label: t('cascadeActions.reject'),
    done: 'rejected',
    icon: <RiCloseLine />,
    text: t('cascadeActions.theCascadeEndsNothingIs'),
    reason: 'required',
    destructive: true,
  },
  resume: {
    label: t('cascadeActions.resume'),
    done: 'resumed',
    icon: <RiRestartLine />,
    text: t('cascadeActions.whatSucceededStaysAsIt'),
    primary: true,
  },
  cancel: {
    label: t('cascadeActions.cancel'),
    done: 'cancelled',
    icon: <RiStopCircleLine />,
    text: t('cascadeActions.nothingMoreIsBegunWhat'),
    reason: 'optional',
    destructive: true,
  },
});

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
  const { t } = useTranslationRef(cascadesTranslationRef);
  const labels = useLabels();
  const { cascade, onChanged } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [asked, setAsked] = useState<Asked>();
  const what = `${labels.cascadeKind(cascade.kind)} ${cascade.name}`;
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
    notify(`${what}: ${texts(t)[asked.decision].done}`);
    await onChanged();
  };
  const text = asked && texts(t)[asked.decision];
  const destroys = cascade.kind === 'destroy' && asked?.decision === 'confirm';
  return (
    <div role="group" aria-label={t('cascadeActions.actions')}>
      <Flex gap="2" style={{ flexWrap: 'wrap' }}>
        {offered.map(({ action, reasons }) => (
          <ActionButton
            key={action}
            icon={texts(t)[action].icon}
            variant={texts(t)[action].primary ? 'primary' : 'secondary'}
            destructive={
              texts(t)[action].destructive ||
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
            {texts(t)[action].label}
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
          reasonLabel={t('cascadeActions.comment')}
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
