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
import { type Translate } from './translation';

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
    /** Says which objects are lost. */
    losesObjects?: boolean;
  };
  /** Its plan may have to be approved; then the dialog says by whom. */
  approvedAs?: 'provision' | 'update' | 'destroy' | 'recreate';
  /** Only asks where somebody has to approve; else it starts at once. */
  confirmsOnlyApproval?: boolean;
}

const makesPlan = (t: Translate, verb: string) => ({
  title: (name: string) => `${verb} ${name}`,
  text: t('actionTexts.thePlanIsMadeNow'),
  destructive: false,
  typeName: false,
  reason: 'optional' as const,
});

/** Words for all actions, in the order in which they are shown. */
export const actionTexts: (
  t: Translate,
) => Record<OwnAction, ActionText> = t => ({
  'dry-run': {
    label: t('actionTexts.dryRun'),
    icon: <RiFlaskLine />,
  },
  provision: {
    label: t('actionTexts.provision'),
    icon: <RiPlayLine />,
    primary: true,
    approvedAs: 'provision',
    confirmsOnlyApproval: true,
    confirm: makesPlan(t, t('actionTexts.provision')),
  },
  update: {
    label: t('actionTexts.update'),
    icon: <RiRefreshLine />,
    primary: true,
    approvedAs: 'update',
    confirmsOnlyApproval: true,
    confirm: makesPlan(t, t('actionTexts.update')),
  },
  recreate: {
    label: t('actionTexts.recreate'),
    icon: <RiRestartLine />,
    approvedAs: 'recreate',
    confirm: {
      title: name => t('actionTexts.recreateName', { name }),
      text: t('actionTexts.theResourceCanBeProvisioned'),
      destructive: false,
      typeName: false,
    },
  },
  'discard-change': {
    label: t('actionTexts.discardChange'),
    icon: <RiArrowGoBackLine />,
    confirm: {
      title: name => t('actionTexts.discardTheChangeOfName', { name }),
      text: t('actionTexts.whatWasEditedAndNot'),
      destructive: true,
      typeName: false,
    },
  },
  destroy: {
    label: t('actionTexts.destroy'),
    icon: <RiFireLine />,
    approvedAs: 'destroy',
    confirm: {
      title: name => t('actionTexts.destroyName', { name }),
      text: t('actionTexts.allItsObjectsInThe'),
      destructive: true,
      typeName: true,
      reason: 'optional',
      losesObjects: true,
    },
  },
  delete: {
    label: t('actionTexts.delete'),
    icon: <RiDeleteBin6Line />,
    confirm: {
      title: name => t('actionTexts.deleteName', { name }),
      text: t('actionTexts.theRecordOfTheResource'),
      destructive: true,
      typeName: true,
    },
  },
});
