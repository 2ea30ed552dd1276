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

const spinner = <RiLoader4Line />;

const views: Record<
  RunState,
  { label: string; tone: ChipTone; icon: ReactElement }
> = {
  queued: { label: 'Queued', tone: 'info', icon: <RiTimeLine /> },
  preparing: { label: 'Preparing', tone: 'info', icon: spinner },
  planning: { label: 'Planning', tone: 'info', icon: spinner },
  planned: { label: 'Planned', tone: 'info', icon: <RiCheckboxCircleLine /> },
  awaiting_approval: {
    label: 'Waiting for approval',
    tone: 'warning',
    icon: <RiUserVoiceLine />,
  },
  apply_queued: {
    label: 'Queued to apply',
    tone: 'info',
    icon: <RiTimeLine />,
  },
  applying: { label: 'Applying', tone: 'info', icon: spinner },
  verifying: { label: 'Verifying', tone: 'info', icon: spinner },
  succeeded: {
    label: 'Succeeded',
    tone: 'success',
    icon: <RiCheckboxCircleLine />,
  },
  no_changes: { label: 'No changes', tone: 'success', icon: <RiEqualLine /> },
  failed: { label: 'Failed', tone: 'danger', icon: <RiErrorWarningLine /> },
  rejected: {
    label: 'Rejected',
    tone: 'warning',
    icon: <RiCloseCircleLine />,
  },
  cancelled: {
    label: 'Cancelled',
    tone: 'neutral',
    icon: <RiStopCircleLine />,
  },
  discarded: {
    label: 'Discarded',
    tone: 'neutral',
    icon: <RiStopCircleLine />,
  },
  unknown: {
    label: 'Outcome unknown',
    tone: 'danger',
    icon: <RiQuestionLine />,
  },
  reconciling: { label: 'Reconciling', tone: 'warning', icon: spinner },
  needs_attention: {
    label: 'Needs attention',
    tone: 'danger',
    icon: <RiErrorWarningLine />,
  },
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
  const view = views[props.state];
  return (
    <Chip
      tone={view.tone}
      icon={view.icon}
      spinning={view.icon === spinner && !props.past}
      title={`state ${props.state}`}
    >
      {view.label}
      {props.cancelRequested && !isRunOver(props.state) ? ' (cancelling)' : ''}
    </Chip>
  );
}
