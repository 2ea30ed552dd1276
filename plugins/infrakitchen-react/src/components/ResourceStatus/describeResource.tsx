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

/** How state and status of a resource are shown. */
export interface ResourceStatusView {
  label: string;
  tone: ChipTone;
  icon: ReactElement;
  spinning?: boolean;
}

const ongoing: Record<ResourceState, string> = {
  provision: 'Provisioning',
  provisioned: 'Updating',
  destroy: 'Destroying',
  destroyed: 'Destroying',
};

const failed: Record<ResourceState, string> = {
  provision: 'Provisioning failed',
  provisioned: 'Update failed',
  destroy: 'Destroying failed',
  destroyed: 'Destroying failed',
};

const settled: Record<ResourceState, ResourceStatusView> = {
  provision: {
    label: 'Not provisioned',
    tone: 'neutral',
    icon: <RiDraftLine />,
  },
  provisioned: {
    label: 'Provisioned',
    tone: 'success',
    icon: <RiCheckboxCircleLine />,
  },
  destroy: {
    label: 'To be destroyed',
    tone: 'warning',
    icon: <RiDeleteBin6Line />,
  },
  destroyed: {
    label: 'Destroyed',
    tone: 'neutral',
    icon: <RiDeleteBin6Line />,
  },
};

/** Words, colour and icon for a resource's state and status. */
export function describeResource(
  state: ResourceState,
  status: Status,
): ResourceStatusView {
  switch (status) {
    case 'queued':
      return { label: 'Queued', tone: 'info', icon: <RiTimeLine /> };
    case 'in_progress':
      return {
        label: ongoing[state],
        tone: 'info',
        icon: <RiLoader4Line />,
        spinning: true,
      };
    case 'approval_pending':
      return {
        label: 'Waiting for approval',
        tone: 'warning',
        icon: <RiUserVoiceLine />,
      };
    case 'rejected':
      return {
        label: 'Rejected',
        tone: 'warning',
        icon: <RiCloseCircleLine />,
      };
    case 'error':
      return {
        label: failed[state],
        tone: 'danger',
        icon: <RiErrorWarningLine />,
      };
    case 'unknown':
      return {
        label: 'Outcome unknown',
        tone: 'danger',
        icon: <RiQuestionLine />,
      };
    default:
      return settled[state];
  }
}
