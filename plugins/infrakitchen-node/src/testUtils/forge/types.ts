import type { StandInAnswer, StandInRequest } from '../standIn';
import type { Forge } from './Forge';
import type { ForgePullRequest } from './ForgePullRequest';
import type { ForgeRepository } from './ForgeRepository';

/** Whose API a forge speaks. @public */
export type ForgeVendor = 'github' | 'gitlab' | 'bitbucket' | 'azure-devops';

/** Somebody who signs in to a forge, with a token. @public */
export interface ForgeUser {
  id: number;
  login: string;
  name: string;
  email: string;
  token: string;
  /** Whether the token may change anything. */
  access: 'read' | 'write';
}

/** What has to be so before a branch takes a pull request. @public */
export interface ForgeProtection {
  reviews?: number;
  checks?: string[];
}

/** What something ended with that runs on a commit. @public */
export interface ForgeCheck {
  name: string;
  state: 'pending' | 'passed' | 'failed';
  url: string;
}

/** A comment below a pull request. @public */
export interface ForgeComment {
  id: number;
  author: ForgeUser;
  body: string;
}

/** Why a forge does not do something; each vendor says it in its own way. @public */
export type ForgeRefusalReason =
  | 'archived'
  | 'blocked'
  | 'closed'
  | 'conflict'
  | 'empty'
  | 'exists'
  | 'forbidden'
  | 'invalid'
  | 'missing'
  | 'moved'
  | 'unauthorized';

/** @public */
export class ForgeRefusal extends Error {
  override readonly name = 'ForgeRefusal';
  readonly reason: ForgeRefusalReason;

  constructor(reason: ForgeRefusalReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Something that a forge tells those who asked to be told. @public */
export type ForgeEvent = { repository: ForgeRepository; actor: ForgeUser } & (
  | {
      kind: 'push';
      refs: { ref: string; before?: string; after?: string }[];
    }
  | {
      kind: 'pull_request';
      action:
        | 'opened'
        | 'edited'
        | 'pushed'
        | 'reopened'
        | 'closed'
        | 'merged'
        | 'approved'
        | 'commented';
      pullRequest: ForgePullRequest;
    }
  | { kind: 'check'; commit: string; check: ForgeCheck }
  | { kind: 'repository'; action: 'renamed' | 'archived' | 'deleted' }
);

/** What a webhook posts. @public */
export interface ForgeDelivery {
  headers: Record<string, string>;
  body: string;
}

/** What an API's handler knows of a request. @public */
export interface ForgeCall {
  forge: Forge;
  request: StandInRequest;
  user: ForgeUser;
  /** Parts of the path by their names, decoded. */
  path: Record<string, string>;
  query: URLSearchParams;
  /** What was sent as JSON. */
  body: Record<string, any>;
}

/** One operation of an API. @public */
export interface ForgeRoute {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Such as `/api/v3/repos/:owner/:name`. */
  path: string;
  /** Refused with a token that may only read. */
  writes?: boolean;
  handle(call: ForgeCall): Promise<StandInAnswer> | StandInAnswer;
}

/** How one vendor's API looks at the forge. @public */
export interface ForgeDialect {
  vendor: ForgeVendor;
  /** Beginning of the paths of its API. */
  serves(path: string): boolean;
  routes: ForgeRoute[];
  /** How the vendor says no. */
  refuse(refusal: ForgeRefusal, request: StandInRequest): StandInAnswer;
  /** How the vendor says that there is too much, until some seconds later. */
  throttle(seconds: number): StandInAnswer;
  /** What a webhook posts; nothing for what the vendor does not tell. */
  deliver(
    event: ForgeEvent,
    webhook: { secret: string; forge: Forge; id: string },
  ): Promise<ForgeDelivery | undefined>;
}
