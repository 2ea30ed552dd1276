import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo, type ReactElement } from 'react';
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
  phaseStarts,
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
  lines: readonly LogLine[];
}) {
  const { t } = useTranslationRef(runProgressTranslationRef);
  const { run, lines } = props;
  const statuses = phaseStatuses(run, lines[lines.length - 1]?.phase);
  const now = useNow(!isRunOver(run.state));
  const starts = useMemo(() => phaseStarts(lines), [lines]);
  const durations = phaseDurations(run, now, starts);
  return (
    <ol className={styles.steps} aria-label={t('phase.label')}>
      {phasesOf(run).map(phase => {
        const status = statuses[phase];
        const spent = durations[phase];
        return (
          <li
            key={phase}
            className={`${styles.step} ${styles[status] ?? ''}`}
            aria-current={status === 'current' ? 'step' : undefined}
          >
            {icons[status]}
            {t(`phase.${phase}`)}
            <VisuallyHidden>, {t(`phaseStatus.${status}`)}</VisuallyHidden>
            {spent !== undefined && (spent >= 1000 || isPast(status)) && (
              <span className={styles.duration}>
                {spent < 1000
                  ? t('phase.lessThanASecond')
                  : formatMilliseconds(spent)}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Its duration is final; of what has just begun it would only flicker. */
function isPast(status: PhaseStatus): boolean {
  return status === 'done' || status === 'failed';
}
