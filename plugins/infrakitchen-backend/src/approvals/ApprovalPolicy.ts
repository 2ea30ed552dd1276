import type { Knex } from 'knex';
import {
  applicableRules,
  approvalRequirements,
  approverRefusal,
  mergeRuleId,
  pullRequestRequirements,
  type ApprovalFacts,
  type ApprovalRequirement,
  type ApprovedPlan,
  type MergeBy,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RoleReader } from '../access';
import type { RunRecord } from '../runs';
import type { ApprovalRuleStore } from './ApprovalRuleStore';
import type { ApprovalStore, GovernedResource } from './ApprovalStore';
import { idsByReason, tally } from './tally';
import type { RunApproverStore } from './RunApproverStore';
import type { ApprovalRecord, Verdict } from './types';

/** The run that the rules are asked about. */
export type GovernedRun = Pick<
  RunRecord,
  'id' | 'resourceId' | 'kind' | 'requestedBy' | 'editors'
>;

/** Why an approval counts no longer, by what would refuse it now. */
const lapsedBecause: Record<string, string> = {
  own_request: 'The rule no longer counts whoever requested the run',
  own_change: 'The rule no longer counts whoever edited the change',
  not_an_approver: 'The approver may no longer approve',
};

/** What the rules say of a run, and which of its approvals count. */
export class ApprovalPolicy {
  readonly #rules: ApprovalRuleStore;
  readonly #approvals: ApprovalStore;
  readonly #approvers: RunApproverStore;
  readonly #roles: RoleReader;
  readonly #mergeBy: MergeBy;

  constructor(options: {
    rules: ApprovalRuleStore;
    approvals: ApprovalStore;
    approvers: RunApproverStore;
    roles: RoleReader;
    /** Whose merge of a pull request counts. */
    mergeBy: MergeBy;
  }) {
    this.#mergeBy = options.mergeBy;
    this.#rules = options.rules;
    this.#approvals = options.approvals;
    this.#approvers = options.approvers;
    this.#roles = options.roles;
  }

  /** Whether any plan of a run could need an approval. */
  async mayAsk(run: GovernedRun, db?: Knex): Promise<boolean> {
    const resource = await this.#approvals.resource(run.resourceId, db);
    return (
      resource !== undefined &&
      (resource.workspaceId !== undefined ||
        applicableRules(await this.#rules.enabled(db), factsOf(run, resource))
          .length > 0)
    );
  }

  /** The workspace that what a run generates goes to. */
  async workspaceOf(
    run: Pick<GovernedRun, 'resourceId'>,
    db?: Knex,
  ): Promise<string | undefined> {
    return (await this.#approvals.resource(run.resourceId, db))?.workspaceId;
  }

  /** Whether description, labels and owner of a resource wait for approval too. */
  async governsMetadata(resourceId: string, db?: Knex): Promise<boolean> {
    const resource = await this.#approvals.resource(resourceId, db);
    return (
      resource !== undefined &&
      !resource.metadataFree &&
      applicableRules(await this.#rules.enabled(db), {
        ...resource,
        kind: 'update',
      }).length > 0
    );
  }

  /** What would have to be approved, before there is a plan or with it. */
  async requirements(
    run: Omit<GovernedRun, 'id'>,
    plan?: Plan,
    db?: Knex,
  ): Promise<ApprovalRequirement[]> {
    const [[, asked]] = await this.#requirementsOfAll([[run, plan]], db);
    return asked;
  }

  /**
   * What people have to approve of many plans, with a fixed number of queries.
   * Whoever approves a set lets the portal merge each pull request in its turn,
   * so their merges are not among it.
   */
  async requirementsOfAll<R extends Omit<GovernedRun, 'id'>>(
    planned: [run: R, plan: ApprovedPlan | undefined][],
    db?: Knex,
  ): Promise<[R, ApprovalRequirement[]][]> {
    const all = await this.#requirementsOfAll(planned, db);
    return all.map(([run, asked]) => [
      run,
      asked.filter(({ byMerge }) => !byMerge),
    ]);
  }

  async #requirementsOfAll<R extends Omit<GovernedRun, 'id'>>(
    planned: [run: R, plan: ApprovedPlan | undefined][],
    db: Knex | undefined,
  ): Promise<[R, ApprovalRequirement[]][]> {
    const resources = await this.#approvals.resources(
      planned.map(([run]) => run.resourceId),
      db,
    );
    const rules = await this.#rules.enabled(db);
    return planned.map(([run, plan]) => {
      const resource = resources.get(run.resourceId);
      if (!resource) {
        return [run, []];
      }
      const facts = factsOf(run, resource);
      const asked = approvalRequirements(rules, facts, plan);
      const options = { facts, plan, asked, mergeBy: this.#mergeBy };
      return [
        run,
        resource.workspaceId
          ? [...asked, ...pullRequestRequirements(options)]
          : asked,
      ];
    });
  }

  /**
   * What a plan needs by the rules of now, and which approvals count now.
   *
   * @param digest - of the changes of the plan.
   */
  async verdict(
    run: GovernedRun,
    plan: Plan,
    digest: string,
    db?: Knex,
  ): Promise<Verdict> {
    const requirements = await this.requirements(run, plan, db);
    const decisions = await this.#approvals.list([run.id], db);
    const mergers = this.#mergersOf(decisions, digest);
    const now = { run, digest, requirements, mergers };
    const counted = await tally(requirements, decisions, approval =>
      this.#whyLapsed(approval, now, db),
    );
    return { runId: run.id, digest, ...counted };
  }

  /** Takes what no longer counts out of the count, and writes who is asked. */
  async settle(tx: Knex, verdict: Verdict): Promise<void> {
    for (const [why, ids] of idsByReason(verdict.lapsed)) {
      await this.#approvals.void(tx, ids, why);
    }
    await this.#approvers.replace(tx, verdict.runId, verdict.unmet);
  }

  async #whyLapsed(
    approval: ApprovalRecord,
    now: {
      run: GovernedRun;
      digest: string;
      requirements: ApprovalRequirement[];
      mergers: Set<string>;
    },
    db: Knex | undefined,
  ): Promise<string | undefined> {
    if (approval.digest !== now.digest) {
      return 'The plan is another one now';
    }
    if (approval.expiresAt !== undefined && approval.expiresAt <= Date.now()) {
      return 'The approval has expired';
    }
    const requirement = now.requirements.find(
      ({ ruleId }) => ruleId === approval.ruleId,
    );
    if (!requirement) {
      // The rule asks for nothing now, and counts nothing; it may ask again.
      return undefined;
    }
    const { approver: ref, principalRefs } = approval;
    if (requirement.byMerge || now.mergers.has(ref)) {
      return undefined;
    }
    const refusal = approverRefusal(requirement, {
      ref,
      principalRefs,
      role: await this.#roles.roleOn(now.run.resourceId, principalRefs, db),
    });
    return refusal && lapsedBecause[refusal.code];
  }

  /** Whose merge of the plan counts for every rule, whoever they are. */
  #mergersOf(decisions: ApprovalRecord[], digest: string): Set<string> {
    const merges = decisions.filter(
      given =>
        given.ruleId === mergeRuleId &&
        given.decision === 'approved' &&
        !given.void &&
        given.digest === digest,
    );
    return new Set(
      this.#mergeBy === 'anyone' ? merges.map(({ approver }) => approver) : [],
    );
  }
}

function factsOf(
  run: Omit<GovernedRun, 'id'>,
  resource: GovernedResource,
): ApprovalFacts {
  return {
    kind: run.kind,
    templateId: resource.templateId,
    projectId: resource.projectId,
    labels: resource.labels,
    requestedBy: run.requestedBy,
    editors: run.editors ?? [],
    changesMetadata: run.kind === 'update' && resource.changesMetadata,
  };
}
