import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { JsonObject } from '@backstage/types';
import type { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  isTerminal,
  type Resource,
  type ResourceAction,
  type Run,
  type RunDetail,
  type RunKind,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { runFailed, verbOf } from './errors';
import { RunFollower } from './RunFollower';
import type { Session } from './Session';

/** The part of a context that does not depend on an action's schemas. */
export type AnyContext = Pick<
  ActionContext<JsonObject>,
  'checkpoint' | 'isDryRun' | 'logger' | 'signal' | 'step' | 'task'
>;

const kinds: Partial<Record<ResourceAction, RunKind>> = {
  'dry-run': 'dry_run',
  provision: 'provision',
  recreate: 'provision',
  update: 'update',
  destroy: 'destroy',
};

const good: RunState[] = ['succeeded', 'no_changes'];

/**
 * Starts a run, once: a task that is recovered or retried takes up the run
 * that it has started before, unless that one has failed.
 */
export async function startRun(options: {
  ctx: AnyContext;
  session: Session;
  resource: Resource;
  action: ResourceAction;
  reason?: string;
}): Promise<string> {
  const { ctx, session, resource, action } = options;
  const mark = `scaffolder task ${ctx.task.id}, step ${ctx.step?.id ?? '-'}`;
  const reason = options.reason ? `${options.reason} (${mark})` : mark;
  for (let attempt = 1; ; attempt++) {
    let isNew = false;
    const { runId } = await ctx.checkpoint({
      key: `${action}.${resource.id}.${attempt}`,
      fn: async () => {
        isNew = true;
        const known = await findStarted({ session, resource, action, mark });
        return { runId: known ?? (await request()) };
      },
    });
    if (isNew) {
      return runId;
    }
    const run = await session.client.getRun(runId, await session.asInitiator());
    if (!isFailed(run)) {
      ctx.logger.info(`Takes up run ${runId}, which this task has started`);
      return runId;
    }
  }

  async function request(): Promise<string> {
    const { token } = await session.asInitiator();
    // Without the signal: the run would start, and nobody would know its id.
    const { run } = await session.client.actOnResource(resource.id, action, {
      token,
      reason,
    });
    if (!run) {
      throw new Error(`No run was started to ${verbOf(action)} the resource`);
    }
    ctx.logger.info(`Started run ${run.id} of '${resource.name}'`);
    return run.id;
  }
}

/**
 * A run of this step whose id was lost, since the task ended between starting
 * it and keeping the id.
 */
async function findStarted(options: {
  session: Session;
  resource: Resource;
  action: ResourceAction;
  mark: string;
}): Promise<string | undefined> {
  const { session, resource, action, mark } = options;
  const { items } = await session.client.listResourceRuns(
    resource.id,
    { limit: 20 },
    await session.asInitiator(),
  );
  const [newest] = items.filter(run => run.kind === kinds[action]);
  const isOurs =
    newest?.reason === mark || newest?.reason?.endsWith(`(${mark})`);
  return isOurs && !isFailed(newest) ? newest.id : undefined;
}

/** Waits for a run that must succeed. */
export async function waitForRun(options: {
  ctx: AnyContext;
  session: Session;
  runId: string;
  timeout?: HumanDuration;
  cancelOnAbort?: boolean;
}): Promise<RunDetail> {
  const { ctx, session, runId, timeout, cancelOnAbort } = options;
  const limit = timeout
    ? AbortSignal.timeout(durationToMilliseconds(timeout))
    : undefined;
  const signals = [ctx.signal, limit].filter(
    (signal): signal is AbortSignal => signal !== undefined,
  );
  let run: RunDetail;
  try {
    run = await new RunFollower({
      session,
      runId,
      logger: ctx.logger,
      signal: signals.length > 0 ? AbortSignal.any(signals) : undefined,
    }).follow();
  } catch (error) {
    if (ctx.signal?.aborted) {
      await (cancelOnAbort
        ? cancelRun(ctx, session, runId)
        : ctx.logger.warn(
            `The task was cancelled. Run ${runId} goes on without it`,
          ));
      throw new Error(`Waiting for run ${runId} was cancelled`);
    }
    if (limit?.aborted) {
      throw new Error(
        `Run ${runId} did not end within the timeout; it goes on`,
      );
    }
    throw error;
  }
  if (!good.includes(run.state)) {
    throw runFailed(run);
  }
  return run;
}

async function cancelRun(
  ctx: AnyContext,
  session: Session,
  runId: string,
): Promise<void> {
  const { token } = await session.asInitiator();
  try {
    // Without the signal, which is aborted.
    await session.client.actOnRun(runId, 'cancel', {
      token,
      reason: 'The scaffolder task was cancelled',
    });
    ctx.logger.warn(`Run ${runId} is being cancelled`);
  } catch (error) {
    ctx.logger.error(
      `Run ${runId} could not be cancelled: ${(error as Error).message}`,
    );
  }
}

/** Outputs of a resource, without the sensitive ones. */
export function clearOutputs(resource: Resource): JsonObject {
  return Object.fromEntries(
    resource.outputs
      .filter(output => !output.sensitive)
      .map(output => [output.name, output.value ?? null] as const),
  ) as JsonObject;
}

function isFailed(run: Pick<Run, 'state'>): boolean {
  return isTerminal(run.state) && !good.includes(run.state);
}
