import {
  isInfrakitchenError,
  type Approver,
  type Refusal,
  type Role,
  type RunApproval,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorOf,
  needs,
  type AccessService,
  type CallOptions,
  type RoleReader,
} from '../access';
import type { RunRecord } from '../runs';
import type { ApprovalStore } from './ApprovalStore';
import { requirementsFor } from './eligible';
import { unmetOf } from './tally';
import { notAnApprover, serviceRefusal } from './problems';
import type { ApprovalRecord } from './types';

/** Whoever looks at runs that wait. */
interface Viewer {
  approverOf(run: RunRecord): Approver;
  refusalOf(run: RunRecord): Refusal | undefined;
}

/** Shows what runs need and got so far, as their caller sees it. */
export class ApprovalView {
  readonly #approvals: ApprovalStore;
  readonly #roles: RoleReader;
  readonly #access: AccessService;

  constructor(options: {
    approvals: ApprovalStore;
    roles: RoleReader;
    access: AccessService;
  }) {
    this.#approvals = options.approvals;
    this.#roles = options.roles;
    this.#access = options.access;
  }

  /** By run, with a fixed number of queries; runs that need nothing are left out. */
  async describe(
    runs: RunRecord[],
    options: CallOptions,
  ): Promise<Map<string, RunApproval>> {
    const governed = runs.filter(run => run.approval);
    if (governed.length === 0) {
      return new Map();
    }
    const waiting = governed.filter(
      ({ state }) => state === 'awaiting_approval',
    );
    const [decisions, viewer] = await Promise.all([
      this.#approvals.list(governed.map(run => run.id)),
      this.#viewer(waiting, options),
    ]);
    return new Map(
      governed.map(run => [
        run.id,
        this.#describe(
          run,
          decisions.filter(({ runId }) => runId === run.id),
          viewer,
        ),
      ]),
    );
  }

  #describe(
    run: RunRecord,
    decisions: ApprovalRecord[],
    viewer: Viewer,
  ): RunApproval {
    const { digest, requirements, requestedAt } = run.approval!;
    const valid = decisions.filter(
      found =>
        found.decision === 'approved' && !found.void && found.digest === digest,
    );
    const givenBy = (ruleId: string) =>
      valid.filter(given => given.ruleId === ruleId).length;
    const isWaiting = run.state === 'awaiting_approval';
    const refusals = isWaiting ? this.#refusals(run, valid, viewer) : [];
    return {
      digest,
      requirements: requirements.map(requirement => ({
        ...requirement,
        given: givenBy(requirement.ruleId),
      })),
      decisions: decisions.map(
        ({ id, runId, principalRefs, expiresAt, at, ...decision }) => ({
          ...decision,
          at: new Date(at).toISOString(),
        }),
      ),
      requestedAt: new Date(requestedAt).toISOString(),
      expiresAt:
        run.approvalExpiresAt === undefined
          ? undefined
          : new Date(run.approvalExpiresAt).toISOString(),
      canDecide: isWaiting && refusals.length === 0,
      ...(refusals.length > 0 && { refusals }),
    };
  }

  /** Why the caller cannot decide; the same as deciding would say. */
  #refusals(
    run: RunRecord,
    valid: ApprovalRecord[],
    viewer: Viewer,
  ): Refusal[] {
    const refusal = viewer.refusalOf(run);
    if (refusal) {
      return [refusal];
    }
    const { requirements } = run.approval!;
    const unmet = unmetOf(requirements, valid);
    try {
      requirementsFor({ requirements, unmet, valid }, viewer.approverOf(run), {
        kind: 'run',
        id: run.id,
      });
      return [];
    } catch (error) {
      if (!isInfrakitchenError(error)) {
        throw error;
      }
      const { code, message, culprits } = error;
      return [{ code, message, ...(culprits.length > 0 && { culprits }) }];
    }
  }

  /** What of runs the caller may decide about, and as whom. */
  async #viewer(
    waiting: RunRecord[],
    { credentials }: CallOptions,
  ): Promise<Viewer> {
    const { kind, ref } = actorOf(credentials);
    if (waiting.length === 0 || kind !== 'user') {
      const { code, message } = notAnApprover([serviceRefusal]);
      return {
        approverOf: () => ({ ref, principalRefs: [] }),
        refusalOf: () => ({ code, message }),
      };
    }
    const ids = waiting.map(run => run.id);
    const scope = await this.#access.scopeFor(
      credentials,
      needs.resourceApprove,
    );
    const owned = await this.#access.ownershipRefsOf(credentials);
    const principalRefs = [...new Set([ref, ...owned])];
    const [permitted, roles] = await Promise.all([
      this.#approvals.within(ids, scope),
      this.#roles.rolesOn(
        [...new Set(waiting.map(run => run.resourceId))],
        principalRefs,
      ),
    ]);
    return viewerOf({ ref, principalRefs, permitted, roles });
  }
}

function viewerOf(options: {
  ref: string;
  principalRefs: string[];
  permitted: Set<string>;
  roles: Map<string, Role>;
}): Viewer {
  const { ref, principalRefs, permitted, roles } = options;
  return {
    approverOf: run => ({
      ref,
      principalRefs,
      role: roles.get(run.resourceId),
    }),
    refusalOf: run =>
      permitted.has(run.id)
        ? undefined
        : {
            code: 'not_allowed',
            message: `This needs the permission '${needs.resourceApprove.permission.name}'`,
          },
  };
}
