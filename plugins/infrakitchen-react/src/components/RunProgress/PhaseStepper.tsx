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

const icons: Record<PhaseStatus, ReactElement> = {
  pending: <RiCheckboxBlankCircleLine aria-hidden="true" />,
  current: <RiRecordCircleLine aria-hidden="true" />,
  done: <RiCheckboxCircleFill aria-hidden="true" />,
  failed: <RiErrorWarningFill aria-hidden="true" />,
  skipped: <RiIndeterminateCircleLine aria-hidden="true" />,
};

const labels = {
  prepare: 'Prepare',
  init: 'Init',
  plan: 'Plan',
  approve: 'Approve',
  apply: 'Apply',
  verify: 'Verify',
};

const statusWords: Record<PhaseStatus, string> = {
  pending: 'to come',
  current: 'under way',
  done: 'done',
  failed: 'stopped here',
  skipped: 'not needed',
};

/** The steps of a run and how far it is. */
export function PhaseStepper(props: {
  run: RunDetail;
  logPhase?: LogLine['phase'];
}) {
  const statuses = phaseStatuses(props.run, props.logPhase);
  const now = useNow(!isRunOver(props.run.state));
  const durations = phaseDurations(props.run, now);
  return (
    <ol className={styles.steps} aria-label="Phases">
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
            {labels[phase]}
            <VisuallyHidden>, {statusWords[status]}</VisuallyHidden>
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
