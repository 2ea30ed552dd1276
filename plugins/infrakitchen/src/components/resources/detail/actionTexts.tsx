import type { ReactElement } from 'react';
import {
  RiArrowGoBackLine,
  RiDeleteBin6Line,
  RiFireLine,
  RiFlaskLine,
  RiPlayLine,
  RiRefreshLine,
  RiRestartLine,
} from '@remixicon/react';
import type {
  CascadeAction,
  ResourceAction,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Actions about one resource alone. */
export type OwnAction = Exclude<ResourceAction, CascadeAction>;

/** How an action is offered, and what is asked before. */
export interface ActionText {
  label: string;
  icon: ReactElement;
  primary?: boolean;
  /** Asked before the action; absent where it starts at once. */
  confirm?: {
    title: (name: string) => string;
    text: string;
    destructive: boolean;
    /** The name must be typed. */
    typeName: boolean;
    reason?: 'optional';
  };
  /** Its plan may have to be approved; then the dialog says by whom. */
  approvedAs?: 'provision' | 'update' | 'destroy' | 'recreate';
  /** Only asks where somebody has to approve; else it starts at once. */
  confirmsOnlyApproval?: boolean;
}

const makesPlan = (verb: string) => ({
  title: (name: string) => `${verb} ${name}`,
  text: 'The plan is made now and applied as soon as it is approved. Say why, so that the approvers know.',
  destructive: false,
  typeName: false,
  reason: 'optional' as const,
});

/** Words for all actions, in the order in which they are shown. */
export const actionTexts: Record<OwnAction, ActionText> = {
  'dry-run': {
    label: 'Dry run',
    icon: <RiFlaskLine />,
  },
  provision: {
    label: 'Provision',
    icon: <RiPlayLine />,
    primary: true,
    approvedAs: 'provision',
    confirmsOnlyApproval: true,
    confirm: makesPlan('Provision'),
  },
  update: {
    label: 'Update',
    icon: <RiRefreshLine />,
    primary: true,
    approvedAs: 'update',
    confirmsOnlyApproval: true,
    confirm: makesPlan('Update'),
  },
  recreate: {
    label: 'Recreate',
    icon: <RiRestartLine />,
    approvedAs: 'recreate',
    confirm: {
      title: name => `Recreate ${name}`,
      text: 'The resource can be provisioned anew with the values that it has.',
      destructive: false,
      typeName: false,
    },
  },
  'discard-change': {
    label: 'Discard change',
    icon: <RiArrowGoBackLine />,
    confirm: {
      title: name => `Discard the change of ${name}`,
      text: 'What was edited and not applied is lost.',
      destructive: true,
      typeName: false,
    },
  },
  destroy: {
    label: 'Destroy',
    icon: <RiFireLine />,
    approvedAs: 'destroy',
    confirm: {
      title: name => `Destroy ${name}`,
      text: 'All its objects in the cloud are destroyed, with the data in them. This cannot be undone.',
      destructive: true,
      typeName: true,
      reason: 'optional',
    },
  },
  delete: {
    label: 'Delete',
    icon: <RiDeleteBin6Line />,
    confirm: {
      title: name => `Delete ${name}`,
      text: 'The record of the resource is deleted. Its audit trail and revisions are kept.',
      destructive: true,
      typeName: true,
    },
  },
};
