import type { Knex } from 'knex';
import {
  roles,
  type ApprovalRequirement,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RoleReader } from '../access';

interface ApproverRow {
  run_id: string;
  rule_id: string;
  kind: 'principal' | 'role' | 'excluded';
  value: string;
}

/** Whose decision a run waits for, as the rules said last. */
export class RunApproverStore {
  readonly #roles: RoleReader;

  constructor(options: { roles: RoleReader }) {
    this.#roles = options.roles;
  }

  /** Writes who is asked now, in place of whoever was before. */
  async replace(
    tx: Knex,
    runId: string,
    unmet: ApprovalRequirement[],
  ): Promise<void> {
    await tx<ApproverRow>('run_approvers').where({ run_id: runId }).delete();
    const rows = unmet.flatMap(requirement => rowsOf(runId, requirement));
    if (rows.length > 0) {
      await tx.batchInsert('run_approvers', rows, 100);
    }
  }

  /**
   * Narrows a query of runs to those that somebody is asked about by a rule
   * that they have not approved yet.
   */
  restrict(
    query: Knex.QueryBuilder,
    user: { ref: string; principalRefs: string[] },
  ): void {
    query.whereExists((asked: Knex.QueryBuilder) => {
      asked
        .from('run_approvers as asked')
        .whereRaw('?? = ??', ['asked.run_id', 'runs.id'])
        .where((who: Knex.QueryBuilder) => this.#whereNamed(who, user))
        .whereNotExists((excluded: Knex.QueryBuilder) =>
          whereSameRule(excluded.from('run_approvers as excluded'), 'excluded')
            .where({ 'excluded.kind': 'excluded', 'excluded.value': user.ref })
            .select('excluded.run_id'),
        )
        .whereNotExists((given: Knex.QueryBuilder) =>
          whereSameRule(given.from('approvals as given'), 'given')
            .where({
              'given.approver': user.ref,
              'given.decision': 'approved',
            })
            .whereNull('given.void')
            .select('given.id'),
        )
        .select('asked.run_id');
    });
  }

  #whereNamed(
    query: Knex.QueryBuilder,
    { principalRefs }: { principalRefs: string[] },
  ): void {
    query.where((named: Knex.QueryBuilder) =>
      named
        .where('asked.kind', 'principal')
        .whereIn('asked.value', principalRefs),
    );
    for (const role of roles) {
      query.orWhere((holders: Knex.QueryBuilder) => {
        holders.where({ 'asked.kind': 'role', 'asked.value': role });
        this.#roles.restrictRuns(holders, { role, principalRefs });
      });
    }
  }
}

function whereSameRule(query: Knex.QueryBuilder, alias: string) {
  return query
    .whereRaw('?? = ??', [`${alias}.run_id`, 'asked.run_id'])
    .whereRaw('?? = ??', [`${alias}.rule_id`, 'asked.rule_id']);
}

function rowsOf(
  runId: string,
  { ruleId, approvers, excluded, byMerge }: ApprovalRequirement,
): ApproverRow[] {
  // Nobody decides about that in the portal.
  if (byMerge) {
    return [];
  }
  const { refs = [], roles: named = [] } = approvers;
  // A rule that names nobody asks the admins.
  const held = refs.length === 0 && named.length === 0 ? ['admin'] : named;
  const row = (kind: ApproverRow['kind']) => (value: string) => ({
    run_id: runId,
    rule_id: ruleId,
    kind,
    value,
  });
  return [
    ...[...new Set(refs)].map(row('principal')),
    ...[...new Set(held)].map(row('role')),
    ...excluded.map(({ ref }) => ref).map(row('excluded')),
  ];
}
