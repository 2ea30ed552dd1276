import type { ReactElement } from 'react';
import {
  RiCheckboxCircleLine,
  RiDeleteBin6Line,
  RiDraftLine,
  RiErrorWarningLine,
  RiLoader4Line,
  RiQuestionLine,
  RiTimeLine,
  RiUserVoiceLine,
  RiCloseCircleLine,
} from '@remixicon/react';
import type {
  ResourceState,
  ResourceStatus as Status,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ChipTone } from '../Chip';
import type { Translate } from './translation';

/** How state and status of a resource are shown. */
export interface ResourceStatusView {
  label: string;
  tone: ChipTone;
  icon: ReactElement;
  spinning?: boolean;
}

const settled: Record<ResourceState, Omit<ResourceStatusView, 'label'>> = {
  provision: { tone: 'neutral', icon: <RiDraftLine /> },
  provisioned: { tone: 'success', icon: <RiCheckboxCircleLine /> },
  destroy: { tone: 'warning', icon: <RiDeleteBin6Line /> },
  destroyed: { tone: 'neutral', icon: <RiDeleteBin6Line /> },
};

/** Words, colour and icon for a resource's state and status. */
export function describeResource(
  t: Translate,
  state: ResourceState,
  status: Status,
): ResourceStatusView {
  switch (status) {
    case 'queued':
      return { label: t('status.queued'), tone: 'info', icon: <RiTimeLine /> };
    case 'in_progress':
      return {
        label: t(`ongoing.${state}`),
        tone: 'info',
        icon: <RiLoader4Line />,
        spinning: true,
      };
    case 'approval_pending':
      return {
        label: t('status.approval_pending'),
        tone: 'warning',
        icon: <RiUserVoiceLine />,
      };
    case 'rejected':
      return {
        label: t('status.rejected'),
        tone: 'warning',
        icon: <RiCloseCircleLine />,
      };
    case 'error':
      return {
        label: t(`failed.${state}`),
        tone: 'danger',
        icon: <RiErrorWarningLine />,
      };
    case 'unknown':
      return {
        label: t('status.unknown'),
        tone: 'danger',
        icon: <RiQuestionLine />,
      };
    default:
      return { label: t(`settled.${state}`), ...settled[state] };
  }
}
