import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ReactElement } from 'react';
import { VisuallyHidden } from '@backstage/ui';
import {
  RiCheckboxBlankCircleLine,
  RiCheckboxCircleFill,
  RiErrorWarningFill,
  RiIndeterminateCircleLine,
  RiRecordCircleLine,
} from '@remixicon/react';
import type {
  LogLine,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isRunOver } from '../../util/runStates';
import { useNow } from '../../hooks/useNow';
import { formatMilliseconds } from '../TimeAgo';
import {
  phaseDurations,
  phasesOf,
  phaseStatuses,
  type PhaseStatus,
} from './phases';
import styles from './RunProgress.module.css';
import { runProgressTranslationRef } from './translation';

const icons: Record<PhaseStatus, ReactElement> = {
  pending: <RiCheckboxBlankCircleLine aria-hidden="true" />,
  current: <RiRecordCircleLine aria-hidden="true" />,
  done: <RiCheckboxCircleFill aria-hidden="true" />,
  failed: <RiErrorWarningFill aria-hidden="true" />,
  skipped: <RiIndeterminateCircleLine aria-hidden="true" />,
};

/** The steps of a run and how far it is. */
export function PhaseStepper(props: {
  run: RunDetail;
  logPhase?: LogLine['phase'];
}) {
  const { t } = useTranslationRef(runProgressTranslationRef);
  const statuses = phaseStatuses(props.run, props.logPhase);
  const now = useNow(!isRunOver(props.run.state));
  const durations = phaseDurations(props.run, now);
  return (
    <ol className={styles.steps} aria-label={t('phase.label')}>
      {phasesOf(props.run).map(phase => {
        const status = statuses[phase];
        const duration = durations[phase];
        return (
          <li
            key={phase}
            className={`${styles.step} ${styles[status] ?? ''}`}
            aria-current={status === 'current' ? 'step' : undefined}
          >
            {icons[status]}
            {t(`phase.${phase}`)}
            <VisuallyHidden>, {t(`phaseStatus.${status}`)}</VisuallyHidden>
            {duration !== undefined && duration >= 1000 && (
              <span className={styles.duration}>
                {formatMilliseconds(duration)}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
