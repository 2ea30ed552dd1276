import type { Knex } from 'knex';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { Engine } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { ApprovalPolicy } from '../../approvals';
import type { KeyRing } from '../../crypto';
import type { Outbox } from '../../outbox';
import type { RunQueue } from '../../queue';
import type { GitSources } from '../../sources';
import type { RunTokenStore, StateStore } from '../../state';
import type { StorageAccess } from '../../storages';
import type { RunCredentialsSource } from '../credentials';
import type { RunFeed } from '../RunFeed';
import type { RunInputsReader } from '../RunInputsReader';
import type { RunOutcomes } from '../RunOutcomes';
import type { RunStore } from '../RunStore';
import type { WaitingRuns } from '../WaitingRuns';

/** How long things may take, in milliseconds. */
export interface RunLimits {
  initMs: number;
  planMs: number;
  applyMs: number;
  silenceMs: number;
  cancelGraceMs: number;
}

/** What an execution works with. */
export interface RunExecutionDeps {
  knex: Knex;
  store: RunStore;
  outcomes: RunOutcomes;
  policy: ApprovalPolicy;
  waiting: WaitingRuns;
  reader: RunInputsReader;
  engine: Engine;
  sources: GitSources;
  states: StateStore;
  credentials: RunCredentialsSource;
  storages: StorageAccess;
  tokens: RunTokenStore;
  keys: KeyRing;
  queue: RunQueue;
  outbox: Outbox;
  feed: RunFeed;
  logger: LoggerService;
  limits: RunLimits;
  workingDirectory: string;
  /** Base URL under which the engine reaches the state routes. */
  stateUrl: () => Promise<string>;
}

/** Somebody asked the run to stop before it applied. */
export class CancelledError extends Error {}
