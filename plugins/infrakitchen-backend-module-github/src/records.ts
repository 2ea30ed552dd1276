import type {
  BranchProtection,
  HostedBranch,
  HostedCheck,
  HostedRepository,
  HostUser,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { FullRepository } from './calls';

type Answer<
  Group extends keyof RestEndpointMethodTypes,
  Method extends keyof RestEndpointMethodTypes[Group],
> = RestEndpointMethodTypes[Group][Method] extends {
  response: { data: infer Data };
}
  ? Data
  : never;

export type BranchData = Answer<'repos', 'getBranch'>;
export type RulesData = Answer<'repos', 'getBranchRules'>;
export type CheckRunsData = Answer<'checks', 'listForRef'>;
export type StatusData = Answer<'repos', 'getCombinedStatusForRef'>;
export type PullData = Answer<'pulls', 'get'>;

/** What lists and single ones have in common. */
type RepositoryData = Pick<
  FullRepository,
  'id' | 'full_name' | 'name' | 'description' | 'html_url' | 'permissions'
> &
  Partial<
    Pick<
      FullRepository,
      'clone_url' | 'default_branch' | 'archived' | 'disabled'
    >
  >;

/** Conclusions of a check run that let a rule pass. */
const PASSED = ['success', 'neutral', 'skipped'];

export function repositoryOf(data: RepositoryData): HostedRepository {
  return {
    id: String(data.id),
    fullName: data.full_name,
    name: data.name,
    ...(data.description && { description: data.description }),
    cloneUrl: data.clone_url ?? `${data.html_url}.git`,
    webUrl: data.html_url,
    ...(data.default_branch && { defaultBranch: data.default_branch }),
    archived: data.archived === true || data.disabled === true,
    ...(data.permissions && { writable: data.permissions.push }),
  };
}

export function userOf(
  data: { id: number; login: string } | null | undefined,
): HostUser | undefined {
  return data ? { id: String(data.id), login: data.login } : undefined;
}

/** What the rules of a branch ask for; nothing where there are none. */
export function branchRules(rules: RulesData): BranchProtection | undefined {
  const reviews = rules.map(rule =>
    rule.type === 'pull_request'
      ? rule.parameters?.required_approving_review_count ?? 0
      : 0,
  );
  const checks = rules.flatMap(rule =>
    rule.type === 'required_status_checks'
      ? rule.parameters?.required_status_checks ?? []
      : [],
  );
  return rules.length === 0
    ? undefined
    : {
        reviews: Math.max(...reviews),
        checks: checks.map(({ context }) => context),
      };
}

/** Of the classic protection all may read the names of checks alone. */
export function branchOf(
  data: BranchData,
  rules: BranchProtection | undefined,
): HostedBranch {
  const contexts = data.protection?.required_status_checks?.contexts ?? [];
  const checks = [...new Set([...contexts, ...(rules?.checks ?? [])])];
  return {
    name: data.name,
    commit: data.commit.sha,
    ...((data.protected || rules) && {
      protection: {
        ...(rules?.reviews && { reviews: rules.reviews }),
        ...(checks.length > 0 && { checks }),
      },
    }),
  };
}

export function checksOf(
  runs: CheckRunsData | undefined,
  status: StatusData | undefined,
): HostedCheck[] {
  const ofRuns = (runs?.check_runs ?? []).map(run => ({
    name: run.name,
    state: stateOfRun(run),
    ...(run.html_url && { url: run.html_url }),
  }));
  const ofStatuses = (status?.statuses ?? []).map(one => ({
    name: one.context,
    state: stateOfStatus(one.state),
    ...(one.target_url && { url: one.target_url }),
  }));
  return [...ofRuns, ...ofStatuses];
}

/** The way of merging that a repository allows, the usual one first. */
export function mergeMethodOf(
  data: FullRepository,
): 'merge' | 'squash' | 'rebase' {
  if (data.allow_merge_commit !== false) {
    return 'merge';
  }
  return data.allow_squash_merge === false ? 'rebase' : 'squash';
}

function stateOfRun(run: {
  status: string;
  conclusion: string | null;
}): HostedCheck['state'] {
  if (run.status !== 'completed') {
    return 'pending';
  }
  return PASSED.includes(run.conclusion ?? '') ? 'passed' : 'failed';
}

function stateOfStatus(state: string): HostedCheck['state'] {
  if (state === 'success') {
    return 'passed';
  }
  return state === 'pending' ? 'pending' : 'failed';
}
