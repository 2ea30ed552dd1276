import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type Approver,
  type CascadeDecision,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';
import { notAnApprover, planChanged, serviceRefusal } from '../approvals';
import type { Actor, AuditRecord } from '../history';
import type { CascadeApprovals } from './CascadeApprovals';
import type { CascadeDriver } from './CascadeDriver';
import type { CascadeEnds } from './CascadeEnds';
import type { CascadeItemStore } from './CascadeItemStore';
import type { CascadeStore } from './CascadeStore';
import { digestMissing } from './problems';
import type { CascadeRecord } from './types';

/** What somebody decides about a cascade. */
export interface CascadeDecisionOptions extends CallOptions {
  digest?: string;
  reason?: string;
}

/** The same, with who decides. */
interface Deciding extends CascadeDecisionOptions {
  actor: Actor;
  principalRefs: string[];
}

/** What decisions work with. */
export interface CascadeDecisionsDeps {
  cascades: CascadeStore;
  items: CascadeItemStore;
  approvals: CascadeApprovals;
  driver: CascadeDriver;
  ends: CascadeEnds;
}

/** What people decide about a cascade, in the transaction that locked it. */
export class CascadeDecisions {
  readonly #deps: CascadeDecisionsDeps;

  constructor(deps: CascadeDecisionsDeps) {
    this.#deps = deps;
  }

  /** @returns what the trail says of it, where the step itself does not. */
  async take(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    decision: CascadeDecision,
    options: Deciding,
  ): Promise<Partial<AuditRecord> | undefined> {
    switch (decision) {
      case 'confirm':
        return this.#confirm(tx, cascade, options);
      case 'approve':
        return this.#approve(tx, cascade, options);
      case 'reject':
        return this.#reject(tx, cascade, options);
      case 'resume':
        return this.#resume(tx, cascade, options);
      default:
        return this.#cancel(tx, cascade, options);
    }
  }

  async #confirm(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    options: Deciding,
  ) {
    assertDigest(cascade, options.digest);
    const { driver, cascades } = this.#deps;
    const { actor, principalRefs } = options;
    const current = await cascades.patch(tx, cascade, { principalRefs }, actor);
    await driver.decide(tx, current, actor);
    return { detail: { digest: cascade.digest! } };
  }

  async #approve(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    options: Deciding,
  ) {
    const { approvals, driver } = this.#deps;
    const approver = approverOf(options);
    assertDigest(cascade, options.digest);
    assertInTime(cascade);
    const comment = options.reason?.trim() || undefined;
    const rules = await approvals.approve(tx, cascade, { approver, comment });
    await driver.decide(tx, cascade, options.actor);
    return {
      detail: { digest: cascade.digest!, rules, ...(comment && { comment }) },
    };
  }

  async #reject(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    options: Deciding,
  ) {
    const { approvals, ends } = this.#deps;
    const comment = options.reason?.trim();
    if (!comment) {
      throw new InfrakitchenError('InputError', {
        code: 'comment_missing',
        message:
          'Say why you reject the plans (`reason`); the requester gets to read it',
        culprits: [{ kind: 'field', name: 'reason' }],
      });
    }
    const approver = approverOf(options);
    assertDigest(cascade, options.digest);
    await approvals.reject(tx, cascade, { approver, comment });
    await ends.reject(tx, cascade, options.actor, comment);
    return undefined;
  }

  /** What succeeded stays; the rest is tried again. */
  async #resume(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    options: Deciding,
  ) {
    const { cascades, items } = this.#deps;
    const isBegun = cascade.startedAt !== undefined;
    await items.hold(tx, cascade.id, true);
    await items.patchAll(
      tx,
      cascade.id,
      ['failed', 'skipped', 'cancelled'],
      isBegun
        ? { state: 'previewed', error: undefined }
        : { state: 'pending', error: undefined },
    );
    await cascades.move(tx, cascade, {
      to: isBegun ? 'running' : 'previewing',
      actor: options.actor,
      patch: { error: undefined, principalRefs: options.principalRefs },
    });
    return {};
  }

  /** What is in hand comes to its end first. */
  async #cancel(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    { actor, reason }: Deciding,
  ) {
    const { cascades, ends } = this.#deps;
    if (!['previewing', 'running'].includes(cascade.state)) {
      await ends.cancel(tx, cascade, actor);
      return undefined;
    }
    await cascades.patch(tx, cascade, { cancelRequested: true }, actor);
    return {
      action: 'cascade.cancel_requested',
      ...(reason && { detail: { comment: reason } }),
    };
  }
}

function approverOf({ actor, principalRefs }: Deciding): Approver {
  if (actor.kind !== 'user') {
    throw notAnApprover([serviceRefusal]);
  }
  return { ref: actor.ref, principalRefs };
}

function assertDigest(
  cascade: CascadeRecord,
  digest: string | undefined,
): void {
  if (!digest) {
    throw digestMissing();
  }
  if (digest !== cascade.digest) {
    throw planChanged(
      { kind: 'cascade', id: cascade.id },
      digest,
      cascade.digest,
    );
  }
}

function assertInTime({ id, expiresAt }: CascadeRecord): void {
  if (expiresAt !== undefined && expiresAt <= Date.now()) {
    throw new InfrakitchenError('ConflictError', {
      code: 'approval_expired',
      message:
        'The time to decide about the plans is over; start the cascade again',
      culprits: [{ kind: 'cascade', id }],
    });
  }
}
