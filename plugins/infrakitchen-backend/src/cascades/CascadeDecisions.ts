import type { Knex } from 'knex';
import {
  InfrakitchenError,
  type Approver,
  type CascadeDecision,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { notAnApprover, planChanged, serviceRefusal } from '../approvals';
import type { Actor, AuditRecord } from '../history';
import type { CascadeApprovals } from './CascadeApprovals';
import type { CascadeDriver } from './CascadeDriver';
import type { CascadeEnds } from './CascadeEnds';
import type { CascadeItemStore } from './CascadeItemStore';
import type { CascadeDecisionOptions } from './CascadeService';
import type { CascadeStore } from './CascadeStore';
import { digestMissing } from './problems';
import type { CascadeRecord } from './types';

/** A decision with who makes it. */
export interface Deciding extends CascadeDecisionOptions {
  actor: Actor;
  principalRefs: string[];
}

/** What people decide about cascades, each in the transaction that locked one. */
export class CascadeDecisions {
  readonly #cascades: CascadeStore;
  readonly #items: CascadeItemStore;
  readonly #approvals: CascadeApprovals;
  readonly #driver: Pick<CascadeDriver, 'decide'>;
  readonly #ends: CascadeEnds;

  constructor(options: {
    cascades: CascadeStore;
    items: CascadeItemStore;
    approvals: CascadeApprovals;
    driver: Pick<CascadeDriver, 'decide'>;
    ends: CascadeEnds;
  }) {
    this.#cascades = options.cascades;
    this.#items = options.items;
    this.#approvals = options.approvals;
    this.#driver = options.driver;
    this.#ends = options.ends;
  }

  /** @returns what the trail says of it, where the step itself does not. */
  async decide(
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
    assertInTime(cascade);
    const { actor, principalRefs } = options;
    const current = await this.#cascades.patch(
      tx,
      cascade,
      { principalRefs },
      actor,
    );
    await this.#driver.decide(tx, current, actor);
    return { detail: { digest: cascade.digest! } };
  }

  async #approve(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    options: Deciding,
  ) {
    const approver = approverOf(options);
    assertDigest(cascade, options.digest);
    assertInTime(cascade);
    const comment = options.reason?.trim() || undefined;
    const rules = await this.#approvals.approve(tx, cascade, {
      approver,
      comment,
    });
    await this.#driver.decide(tx, cascade, options.actor);
    return {
      detail: { digest: cascade.digest!, rules, ...(comment && { comment }) },
    };
  }

  async #reject(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    options: Deciding,
  ) {
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
    await this.#approvals.reject(tx, cascade, { approver, comment });
    await this.#ends.reject(tx, cascade, options.actor, comment);
    return undefined;
  }

  /** What succeeded stays; the rest is tried again. */
  async #resume(
    tx: Knex.Transaction,
    cascade: CascadeRecord,
    options: Deciding,
  ) {
    const isBegun = cascade.startedAt !== undefined;
    await this.#items.patchAll(
      tx,
      cascade.id,
      ['failed', 'skipped', 'cancelled'],
      { state: isBegun ? 'previewed' : 'pending', error: undefined },
    );
    // Others may have what is done.
    await this.#items.hold(tx, cascade.id, ['pending', 'previewed']);
    await this.#cascades.move(tx, cascade, {
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
    if (!['previewing', 'running'].includes(cascade.state)) {
      await this.#ends.cancel(tx, cascade, actor);
      return undefined;
    }
    await this.#cascades.patch(tx, cascade, { cancelRequested: true }, actor);
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
