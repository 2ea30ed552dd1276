import type {
  LogLine,
  RunDetail,
  RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isRunOver } from '../../util/runStates';

/** Steps that a reader sees. */
export const phases = [
  'prepare',
  'init',
  'plan',
  'approve',
  'apply',
  'verify',
] as const;

export type Phase = (typeof phases)[number];
export type PhaseStatus = 'pending' | 'current' | 'done' | 'failed' | 'skipped';

const phaseOfState: Partial<Record<RunState, Phase>> = {
  queued: 'prepare',
  preparing: 'prepare',
  planning: 'plan',
  planned: 'plan',
  awaiting_approval: 'approve',
  apply_queued: 'apply',
  applying: 'apply',
  unknown: 'apply',
  reconciling: 'verify',
  verifying: 'verify',
};

/** The steps of a run; most need no approval. */
export function phasesOf(run: RunDetail): Phase[] {
  const asked = run.state === 'awaiting_approval' || run.approval !== undefined;
  return phases.filter(phase => phase !== 'approve' || asked);
}

/** The step that a run is in, or in which it ended. */
function currentPhase(run: RunDetail, logPhase?: LogLine['phase']): Phase {
  const named = run.error?.phase;
  if (named && (phases as readonly string[]).includes(named)) {
    return named as Phase;
  }
  const states = [
    run.state,
    ...run.transitions.map(transition => transition.from).reverse(),
  ];
  const phase =
    states
      .map(state => (state ? phaseOfState[state] : undefined))
      .find(found => found !== undefined) ?? 'prepare';
  // The engine's init happens while the run is preparing or planning.
  return logPhase === 'init' && (phase === 'prepare' || phase === 'plan')
    ? 'init'
    : phase;
}

/** When the log first told of each of the steps that states do not tell. */
export type PhaseStarts = Partial<Record<'init' | 'plan', number>>;

/** Finds where init and plan begin, which states of a run do not tell apart. */
export function phaseStarts(lines: readonly LogLine[]): PhaseStarts {
  const first = (phase: LogLine['phase']) => {
    const line = lines.find(candidate => candidate.phase === phase);
    return line && Date.parse(line.at);
  };
  return { init: first('init'), plan: first('plan') };
}

/**
 * How long a run has been in each step that it was in, in milliseconds. What
 * is not over yet lasts until `now`; without `starts`, init is a part of the
 * steps around it.
 */
export function phaseDurations(
  run: Pick<RunDetail, 'transitions' | 'finishedAt' | 'state'>,
  now: number,
  starts: PhaseStarts = {},
): Partial<Record<Phase, number>> {
  const durations: Partial<Record<Phase, number>> = {};
  const add = (phase: Phase, from: number, to: number) => {
    durations[phase] = (durations[phase] ?? 0) + Math.max(0, to - from);
  };
  run.transitions.forEach(({ to, at }, index) => {
    // Waiting for a worker is not a part of the work.
    const phase = to.endsWith('queued') ? undefined : phaseOfState[to];
    const next = run.transitions[index + 1]?.at ?? run.finishedAt;
    const [start, end] = [Date.parse(at), next ? Date.parse(next) : now];
    if (phase === 'prepare' || phase === 'plan') {
      for (const part of partsBeforeApply(phase, start, end, starts)) {
        add(part.phase, part.from, part.to);
      }
    } else if (phase) {
      add(phase, start, end);
    }
  });
  return durations;
}

/** Splits the time in a state at the moments when init and plan began. */
function partsBeforeApply(
  phase: 'prepare' | 'plan',
  start: number,
  end: number,
  { init, plan }: PhaseStarts,
): { phase: Phase; from: number; to: number }[] {
  if (init === undefined) {
    return [{ phase, from: start, to: end }];
  }
  const within = (moment: number) => Math.min(Math.max(moment, start), end);
  // Without a line of the plan yet, init is what is under way.
  const [initFrom, planFrom] = [within(init), within(plan ?? Infinity)];
  return [
    { phase: 'prepare' as const, from: start, to: initFrom },
    { phase: 'init' as const, from: initFrom, to: planFrom },
    { phase: 'plan' as const, from: planFrom, to: end },
  ].filter(({ from, to }) => to > from);
}

/** How far each step of a run is. */
export function phaseStatuses(
  run: RunDetail,
  logPhase?: LogLine['phase'],
): Record<Phase, PhaseStatus> {
  const stopsAfterPlan = run.kind === 'dry_run' || run.state === 'no_changes';
  const applicable: readonly Phase[] = stopsAfterPlan
    ? phases.slice(0, 3)
    : phases;
  const current = currentPhase(run, logPhase);
  const over = isRunOver(run.state);
  const good = run.state === 'succeeded' || run.state === 'no_changes';
  const at = phases.indexOf(current);

  const status = (phase: Phase, index: number): PhaseStatus => {
    if (!applicable.includes(phase)) {
      return 'skipped';
    }
    if (good || index < at) {
      return 'done';
    }
    if (index > at) {
      return over ? 'skipped' : 'pending';
    }
    return over ? 'failed' : 'current';
  };
  return Object.fromEntries(
    phases.map((phase, index) => [phase, status(phase, index)]),
  ) as Record<Phase, PhaseStatus>;
}
