import type { ReactElement } from 'react';
import {
  RiCheckboxCircleLine,
  RiEqualLine,
  RiErrorWarningLine,
  RiLoader4Line,
  RiSkipForwardLine,
  RiStopCircleLine,
  RiTimeLine,
  RiUserVoiceLine,
} from '@remixicon/react';
import type { CascadeItemState } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip, type ChipTone } from '../Chip';

const spinner = <RiLoader4Line />;

const views: Record<
  CascadeItemState,
  { label: string; tone: ChipTone; icon: ReactElement }
> = {
  pending: { label: 'No plan yet', tone: 'neutral', icon: <RiTimeLine /> },
  previewing: { label: 'Planning', tone: 'info', icon: spinner },
  previewed: { label: 'Not begun', tone: 'neutral', icon: <RiTimeLine /> },
  running: { label: 'Running', tone: 'info', icon: spinner },
  awaiting_approval: {
    label: 'Waiting for approval',
    tone: 'warning',
    icon: <RiUserVoiceLine />,
  },
  succeeded: {
    label: 'Done',
    tone: 'success',
    icon: <RiCheckboxCircleLine />,
  },
  no_changes: { label: 'No changes', tone: 'success', icon: <RiEqualLine /> },
  skipped: {
    label: 'Passed by',
    tone: 'warning',
    icon: <RiSkipForwardLine />,
  },
  failed: { label: 'Failed', tone: 'danger', icon: <RiErrorWarningLine /> },
  cancelled: {
    label: 'Cancelled',
    tone: 'neutral',
    icon: <RiStopCircleLine />,
  },
};

/**
 * What is going on with one resource of a cascade, as a chip.
 *
 * @public
 */
export function CascadeItemChip(props: { state: CascadeItemState }) {
  const { label, tone, icon } = views[props.state];
  return (
    <Chip
      tone={tone}
      icon={icon}
      spinning={icon === spinner}
      title={`state ${props.state}`}
    >
      {label}
    </Chip>
  );
}
