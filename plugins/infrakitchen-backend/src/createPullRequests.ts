import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkspacePullRequest } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  MergeDecisions,
  type ApprovalPolicy,
  type ApprovalStore,
} from './approvals';
import type { AccessService, RoleReader } from './access';
import type { HistoryStore } from './history';
import type { Outbox } from './outbox';
import type { RunQueue } from './queue';
import type { ResourceStore } from './resources';
import type { PlanWatch, RunOutcomes, RunStore, WaitingRuns } from './runs';
import { PlainPullRequestStore } from './workspaces/git/plain';
import type { WorkspaceGit } from './workspaces/git/types';
import {
  AuthorizedPullRequestService,
  CodeRestorer,
  CodeSweeper,
  CodeWatch,
  DefaultPullRequestService,
  FolderDigestStore,
  HostUsers,
  MergedCode,
  PullRequestEnd,
  PullRequestFlow,
  PullRequestHolder,
  PullRequestMerger,
  PullRequestPublisher,
  PullRequestResults,
  PullRequestStore,
  PullRequestWaker,
  toPullRequest,
  type PullRequestService,
  type PushListener,
  type PullRequestSettings,
  type RepositoryHosts,
  type Workspaces,
  type WorkspacesOfEvents,
} from './workspaces/pullRequests';

/** How long a decision waits for what its pull request comes to. */
const SETTLE_MS = 15_000;

/** What brings pull requests on. */
export type PullRequests = ReturnType<typeof createPullRequests>;

/** Puts together what pull requests are opened, read and merged with. */
export function createPullRequests(options: {
  knex: Knex;
  hosts: RepositoryHosts;
  git: WorkspaceGit;
  workspaces: Workspaces & WorkspacesOfEvents;
  store: RunStore;
  approvals: ApprovalStore;
  policy: ApprovalPolicy;
  waiting: WaitingRuns;
  planWatch: PlanWatch;
  outcomes: RunOutcomes;
  roles: RoleReader;
  resources: ResourceStore;
  history: HistoryStore;
  queue: RunQueue;
  outbox: Outbox;
  auth: Pick<AuthService, 'getOwnServiceCredentials'>;
  catalog: Pick<CatalogService, 'getEntities' | 'getEntityByRef'>;
  logger: LoggerService;
  settings: PullRequestSettings;
}) {
  const { knex, settings, logger } = options;
  const rows = new PullRequestStore(knex);
  const folders = new FolderDigestStore(knex);
  const users = new HostUsers({
    ...options,
    mailHost: new URL(settings.pagesUrl).hostname,
  });
  const publisher = new PullRequestPublisher({ ...options, users });
  const holder = new PullRequestHolder({ store: rows });
  const watch = new CodeWatch({ ...options, folders, store: rows });
  const restorer = new CodeRestorer({
    ...options,
    ...{ holder, publisher, watch, store: rows },
  });
  const flow = new PullRequestFlow({
    ...options,
    ...{ publisher, folders, runs: options.store, store: rows },
    holder,
    merger: new PullRequestMerger({ ...options, runs: options.store }),
    results: new PullRequestResults({
      ...{ ...options, publisher, folders },
      runs: options.store,
    }),
    end: new PullRequestEnd({
      ...{ ...options, users },
      watch: options.planWatch,
      store: rows,
      code: new MergedCode(options),
      decisions: new MergeDecisions({
        ...options,
        watch: options.planWatch,
        mergeBy: settings.mergeBy,
      }),
    }),
  });
  const waker = new PullRequestWaker({ flow, restorer, store: rows, logger });
  const sweeper = new CodeSweeper({ watch, logger });
  return {
    ...{ rows, folders, users, publisher, flow, waker, watch, restorer },
    /** For people, authorised. */
    serviceFor(access: AccessService): PullRequestService {
      return new AuthorizedPullRequestService({
        ...{ access, store: rows, history: options.history },
        inner: new DefaultPullRequestService({
          ...options,
          ...{ folders, flow, watch, restorer, store: rows },
          plain: new PlainPullRequestStore(knex),
        }),
      });
    },
    /** Those of runs, newest of each, for answers about them. */
    async ofRuns(ids: string[]): Promise<Map<string, WorkspacePullRequest>> {
      const found = await rows.latestOfRuns(ids);
      return new Map(
        [...found].map(([id, record]) => [id, toPullRequest(record)]),
      );
    },
    /**
     * Does what follows from a decision about a run at once, for as long as
     * whoever decided waits for the answer.
     */
    async settle(runId: string): Promise<WorkspacePullRequest | undefined> {
      const done = new AbortController();
      await Promise.race([
        flow.runChanged(runId).catch(error => {
          logger.warn(`The pull request of run ${runId} waits: ${error}`);
        }),
        sleep(SETTLE_MS, undefined, { signal: done.signal, ref: false }).catch(
          () => undefined,
        ),
      ]);
      done.abort();
      const record = (await rows.latestOfRuns([runId])).get(runId);
      return record && toPullRequest(record);
    },
    /** Branches of a repository have moved. */
    async pushed(event: Parameters<PushListener>[0]): Promise<void> {
      for (const { id, defaultBranch } of await options.workspaces.matching(
        event,
      )) {
        if (event.refs.includes(`refs/heads/${defaultBranch}`)) {
          await watch.check(id);
        }
      }
    },
    start(): void {
      waker.start();
      sweeper.start();
    },
    async stop(): Promise<void> {
      await sweeper.stop();
      await waker.stop();
    },
    /** Follows runs from now on. */
    listen(outbox: Outbox): void {
      const consumer = { consumer: 'pull-requests', concurrency: 4 };
      outbox.on(
        'run.changed',
        ({ runId }) => flow.runChanged(runId as string),
        consumer,
      );
      outbox.on(
        'pull_request.wanted',
        ({ runId }) => flow.runChanged(runId as string),
        consumer,
      );
    },
  };
}
