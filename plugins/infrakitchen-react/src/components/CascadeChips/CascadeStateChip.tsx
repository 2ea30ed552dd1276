import type { ReactElement } from 'react';
import {
  RiCheckboxCircleLine,
  RiCloseCircleLine,
  RiErrorWarningLine,
  RiEyeLine,
  RiLoader4Line,
  RiStopCircleLine,
  RiUserVoiceLine,
} from '@remixicon/react';
import {
  isCascadeActive,
  type CascadeKind,
  type CascadeState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip, type ChipTone } from '../Chip';

const spinner = <RiLoader4Line />;

const views: Record<
  CascadeState,
  { label: string; tone: ChipTone; icon: ReactElement }
> = {
  previewing: { label: 'Making the plans', tone: 'info', icon: spinner },
  previewed: {
    label: 'Waiting for confirmation',
    tone: 'warning',
    icon: <RiEyeLine />,
  },
  awaiting_approval: {
    label: 'Waiting for approval',
    tone: 'warning',
    icon: <RiUserVoiceLine />,
  },
  running: { label: 'Running', tone: 'info', icon: spinner },
  succeeded: {
    label: 'Succeeded',
    tone: 'success',
    icon: <RiCheckboxCircleLine />,
  },
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
};

/**
 * Where a cascade stands, as a chip with icon and words.
 *
 * @public
 */
export function CascadeStateChip(props: {
  state: CascadeState;
  /** Somebody asked it to stop, and it has not yet. */
  cancelRequested?: boolean;
}) {
  const { state, cancelRequested } = props;
  const { label, tone, icon } = views[state];
  return (
    <Chip
      tone={tone}
      icon={icon}
      spinning={icon === spinner}
      title={`state ${state}`}
    >
      {label}
      {cancelRequested && isCascadeActive(state) ? ' (cancelling)' : ''}
    </Chip>
  );
}

/**
 * Name of a kind of cascade for people.
 *
 * @public
 */
export function cascadeKindLabel(kind: CascadeKind): string {
  return { update: 'Update', destroy: 'Destroy', recreate: 'Recreate' }[kind];
}
