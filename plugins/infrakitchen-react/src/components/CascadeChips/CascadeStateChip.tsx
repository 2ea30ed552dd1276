import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
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
import { cascadeChipsTranslationRef, english } from './translation';

const spinner = <RiLoader4Line />;

const views: Record<CascadeState, { tone: ChipTone; icon: ReactElement }> = {
  previewing: { tone: 'info', icon: spinner },
  previewed: { tone: 'warning', icon: <RiEyeLine /> },
  awaiting_approval: { tone: 'warning', icon: <RiUserVoiceLine /> },
  running: { tone: 'info', icon: spinner },
  succeeded: { tone: 'success', icon: <RiCheckboxCircleLine /> },
  failed: { tone: 'danger', icon: <RiErrorWarningLine /> },
  rejected: { tone: 'warning', icon: <RiCloseCircleLine /> },
  cancelled: { tone: 'neutral', icon: <RiStopCircleLine /> },
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
  const { t } = useTranslationRef(cascadeChipsTranslationRef);
  const { state, cancelRequested } = props;
  const { tone, icon } = views[state];
  const label = t(`cascade.${state}`);
  return (
    <Chip
      tone={tone}
      icon={icon}
      spinning={icon === spinner}
      title={t('cascade.stateTitle', { state })}
    >
      {cancelRequested && isCascadeActive(state)
        ? t('cascade.cancelling', { label })
        : label}
    </Chip>
  );
}

/**
 * Name of a kind of cascade for people.
 *
 * @param t - of `cascadeChipsTranslationRef`; English without it.
 * @public
 */
export function cascadeKindLabel(
  kind: CascadeKind,
  t: TranslationFunction<typeof cascadeChipsTranslationRef.T> = english,
): string {
  return t(`kind.${kind}`);
}
