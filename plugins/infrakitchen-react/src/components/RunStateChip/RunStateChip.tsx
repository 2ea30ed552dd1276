import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactElement } from 'react';
import {
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiErrorWarningLine,
  RiLoader4Line,
  RiQuestionLine,
  RiStopCircleLine,
  RiTimeLine,
  RiUserVoiceLine,
  RiEqualLine,
} from '@remixicon/react';
import type { RunState } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isRunOver } from '../../util';
import { Chip, type ChipTone } from '../Chip';
import { runStateChipTranslationRef } from './translation';

const spinner = <RiLoader4Line />;

const views: Record<RunState, { tone: ChipTone; icon: ReactElement }> = {
  queued: { tone: 'info', icon: <RiTimeLine /> },
  preparing: { tone: 'info', icon: spinner },
  planning: { tone: 'info', icon: spinner },
  planned: { tone: 'info', icon: <RiCheckboxCircleLine /> },
  awaiting_approval: { tone: 'warning', icon: <RiUserVoiceLine /> },
  apply_queued: { tone: 'info', icon: <RiTimeLine /> },
  applying: { tone: 'info', icon: spinner },
  verifying: { tone: 'info', icon: spinner },
  succeeded: { tone: 'success', icon: <RiCheckboxCircleLine /> },
  no_changes: { tone: 'success', icon: <RiEqualLine /> },
  failed: { tone: 'danger', icon: <RiErrorWarningLine /> },
  rejected: { tone: 'warning', icon: <RiCloseCircleLine /> },
  cancelled: { tone: 'neutral', icon: <RiStopCircleLine /> },
  discarded: { tone: 'neutral', icon: <RiStopCircleLine /> },
  unknown: { tone: 'danger', icon: <RiQuestionLine /> },
  reconciling: { tone: 'warning', icon: spinner },
  needs_attention: { tone: 'danger', icon: <RiErrorWarningLine /> },
};

/**
 * Where a run stands, as a chip with icon and words.
 *
 * @public
 */
export function RunStateChip(props: {
  state: RunState;
  /** Somebody asked the run to stop, and it has not yet. */
  cancelRequested?: boolean;
  /** The state is one of the past, so nothing turns. */
  past?: boolean;
}) {
  const { t } = useTranslationRef(runStateChipTranslationRef);
  const { state, cancelRequested } = props;
  const view = views[state];
  const label = t(`state.${state}`);
  return (
    <Chip
      tone={view.tone}
      icon={view.icon}
      spinning={view.icon === spinner && !props.past}
      title={t('runStateChip.stateTitle', { state })}
    >
      {cancelRequested && !isRunOver(state)
        ? t('runStateChip.cancelling', { label })
        : label}
    </Chip>
  );
}
