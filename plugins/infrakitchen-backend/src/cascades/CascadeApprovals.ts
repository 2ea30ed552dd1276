import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import {
  approverRefusal,
  isInfrakitchenError,
  weakestRole,
  type Approver,
  type CascadeKind,
  type Culprit,
  type Refusal,
  type RunKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RoleReader } from '../access';
import {
  idsByReason,
  nothingToDecide,
  tally,
  type ApprovalPolicy,
  type Tally,
} from '../approvals';
import { eligible, requirementsFor } from '../approvals/eligible';
import { expiryOf } from '../approvals/expiry';
import type { ChangeStore } from '../resources';
import type { CascadeItemStore } from './CascadeItemStore';
import type { CascadeStore } from './CascadeStore';
import { itemError } from './problems';
import { unionOf } from './setRequirements';
import type {
  CascadeItemRecord,
  CascadeRecord,
  SetApprovalRecord,
  SetRequirement,
} from './types';

const kindOf: Record<CascadeKind, RunKind> = {
  update: 'update',
  destroy: 'destroy',
  recreate: 'provision',
};

/** What the rules say of the plans of a cascade, with the approvals so far. */
export type SetVerdict = Tally<SetApprovalRecord, SetRequirement>;

/** What the rules ask of all plans of a cascade together, and who approved. */
export class CascadeApprovals {
  readonly #store: CascadeStore;
  readonly #items: CascadeItemStore;
  readonly #changes: ChangeStore;
  readonly #policy: ApprovalPolicy;
  readonly #roles: RoleReader;

  constructor(options: {
    cascades: CascadeStore;
    items: CascadeItemStore;
    changes: ChangeStore;
    policy: ApprovalPolicy;
    roles: RoleReader;
  }) {
    this.#store = options.cascades;
    this.#items = options.items;
    this.#changes = options.changes;
    this.#policy = options.policy;
    this.#roles = options.roles;
  }

  /** What the rules of now say, and which approvals count now. */
  async verdict(cascade: CascadeRecord, db?: Knex): Promise<SetVerdict> {
    const items = await this.#items.all(cascade.id, db);
    const requirements = await this.#requirements(cascade, items, db);
    return tally(
      requirements,
      await this.#store.approvals(cascade.id, db),
      approval => this.#whyLapsed(cascade, approval, requirements, db),
    );
  }

  /** Takes what no longer counts out of the count. */
  async settle(tx: Knex, { lapsed }: SetVerdict): Promise<void> {
    for (const [why, ids] of idsByReason(lapsed)) {
      await this.#store.voidApprovals(tx, ids, why);
    }
  }

  /**
   * Records that somebody approves, for every rule that names them.
   *
   * @returns the names of these rules.
   * @throws the reasons where somebody is an approver by no rule.
   */
  async approve(
    tx: Knex,
    cascade: CascadeRecord,
    decision: { approver: Approver; comment?: string },
  ): Promise<string[]> {
    const verdict = await this.verdict(cascade, tx);
    const refusalOf = await this.#refusals(verdict, decision.approver, tx);
    const asked = requirementsFor(
      verdict,
      decision.approver,
      aboutOf(cascade),
      refusalOf,
    );
    const now = Date.now();
    if (asked.length > 0) {
      await this.#store.addApprovals(
        tx,
        asked.map(requirement => ({
          ...recordOf(cascade, decision.approver, now),
          ruleId: requirement.ruleId,
          decision: 'approved',
          comment: decision.comment,
          expiresAt: expiryOf([requirement], now),
        })),
      );
    }
    return asked.map(({ ruleName }) => ruleName);
  }

  /** Records that somebody decides against the plans, and takes back what they said before. */
  async reject(
    tx: Knex,
    cascade: CascadeRecord,
    { approver, comment }: { approver: Approver; comment: string },
  ): Promise<void> {
    const verdict = await this.verdict(cascade, tx);
    if (verdict.requirements.length === 0) {
      throw nothingToDecide(aboutOf(cascade));
    }
    const refusalOf = await this.#refusals(verdict, approver, tx);
    const [requirement] = eligible(verdict.requirements, approver, refusalOf);
    await this.#store.voidApprovals(
      tx,
      verdict.valid
        .filter(own => own.approver === approver.ref)
        .map(({ id }) => id),
      'The approver rejected the plans afterwards',
    );
    await this.#store.addApprovals(tx, [
      {
        ...recordOf(cascade, approver, Date.now()),
        ruleId: requirement.ruleId,
        decision: 'rejected',
        comment,
      },
    ]);
  }

  /** Why somebody cannot decide; empty where they can. */
  async refusalsOf(
    cascade: CascadeRecord,
    verdict: SetVerdict,
    approver: Approver,
  ): Promise<Refusal[]> {
    const refusalOf = await this.#refusals(verdict, approver);
    try {
      requirementsFor(verdict, approver, aboutOf(cascade), refusalOf);
      return [];
    } catch (error) {
      if (!isInfrakitchenError(error)) {
        throw error;
      }
      return [itemError(error)];
    }
  }

  /** A role counts where it is held on every resource that a rule is about. */
  async #refusals(
    { requirements }: SetVerdict,
    approver: Approver,
    db?: Knex,
  ): Promise<(requirement: SetRequirement) => Refusal | undefined> {
    const ids = new Set(requirements.flatMap(({ resourceIds }) => resourceIds));
    const roles = await this.#roles.rolesOn(
      [...ids],
      approver.principalRefs,
      db,
    );
    return requirement =>
      approverRefusal(requirement, {
        ...approver,
        role: weakestRole(requirement.resourceIds.map(id => roles.get(id))),
      });
  }

  async #whyLapsed(
    cascade: CascadeRecord,
    approval: SetApprovalRecord,
    requirements: SetRequirement[],
    db: Knex | undefined,
  ): Promise<string | undefined> {
    if (approval.digest !== cascade.digest) {
      return 'The plans are others now';
    }
    if (approval.expiresAt !== undefined && approval.expiresAt <= Date.now()) {
      return 'The approval has expired';
    }
    const requirement = requirements.find(
      ({ ruleId }) => ruleId === approval.ruleId,
    );
    if (!requirement) {
      return undefined;
    }
    const { approver: ref, principalRefs } = approval;
    const roles = await this.#roles.rolesOn(
      requirement.resourceIds,
      principalRefs,
      db,
    );
    const role = weakestRole(requirement.resourceIds.map(id => roles.get(id)));
    return (
      approverRefusal(requirement, { ref, principalRefs, role }) &&
      'The approver may no longer approve'
    );
  }

  /** Each rule once, as strict as the strictest of the plans makes it. */
  async #requirements(
    cascade: CascadeRecord,
    items: CascadeItemRecord[],
    db: Knex | undefined,
  ): Promise<SetRequirement[]> {
    const planned = items.filter(
      ({ needsRun, planLater }) => needsRun && !planLater,
    );
    const changes =
      cascade.kind === 'update'
        ? await this.#changes.getMany(
            planned.map(({ resourceId }) => resourceId),
            db,
          )
        : undefined;
    const asked = await this.#policy.requirementsOfAll(
      planned.map(({ resourceId, planOutline }) => [
        {
          resourceId,
          kind: kindOf[cascade.kind],
          requestedBy: cascade.requestedBy,
          editors: Object.values(changes?.get(resourceId)?.authors ?? {}),
        },
        planOutline,
      ]),
      db,
    );
    return unionOf(asked.map(([run, each]) => [run.resourceId, each]));
  }
}

function aboutOf({ id, name }: CascadeRecord): Culprit {
  return { kind: 'cascade', id, name };
}

function recordOf(
  cascade: CascadeRecord,
  approver: Approver,
  now: number,
): Pick<
  SetApprovalRecord,
  'id' | 'cascadeId' | 'approver' | 'principalRefs' | 'digest' | 'at'
> {
  return {
    id: randomUUID(),
    cascadeId: cascade.id,
    approver: approver.ref,
    principalRefs: [...approver.principalRefs],
    digest: cascade.digest!,
    at: now,
  };
}
