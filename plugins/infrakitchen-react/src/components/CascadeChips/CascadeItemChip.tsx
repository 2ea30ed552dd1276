import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { cascadeChipsTranslationRef } from './translation';

const spinner = <RiLoader4Line />;

const views: Record<CascadeItemState, { tone: ChipTone; icon: ReactElement }> =
  {
    pending: { tone: 'neutral', icon: <RiTimeLine /> },
    previewing: { tone: 'info', icon: spinner },
    previewed: { tone: 'neutral', icon: <RiTimeLine /> },
    running: { tone: 'info', icon: spinner },
    awaiting_approval: { tone: 'warning', icon: <RiUserVoiceLine /> },
    succeeded: { tone: 'success', icon: <RiCheckboxCircleLine /> },
    no_changes: { tone: 'success', icon: <RiEqualLine /> },
    skipped: { tone: 'warning', icon: <RiSkipForwardLine /> },
    failed: { tone: 'danger', icon: <RiErrorWarningLine /> },
    cancelled: { tone: 'neutral', icon: <RiStopCircleLine /> },
  };

/**
 * What is going on with one resource of a cascade, as a chip.
 *
 * @public
 */
export function CascadeItemChip(props: { state: CascadeItemState }) {
  const { t } = useTranslationRef(cascadeChipsTranslationRef);
  const { state } = props;
  const { tone, icon } = views[state];
  return (
    <Chip
      tone={tone}
      icon={icon}
      spinning={icon === spinner}
      title={t('item.stateTitle', { state })}
    >
      {t(`item.${state}`)}
    </Chip>
  );
}
