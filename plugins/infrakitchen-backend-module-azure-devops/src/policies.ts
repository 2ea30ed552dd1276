import type { BranchProtection } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { PolicyConfiguration } from 'azure-devops-node-api/interfaces/PolicyInterfaces';
import { contextOf, POLICY } from './records';

interface Scope {
  repositoryId?: string | null;
  refName?: string | null;
  matchKind?: string;
}

const STRATEGY = { noFastForward: 1, squash: 2, rebase: 3, rebaseMerge: 4 };

/** The policies of a project that are in force for a branch. */
export function policiesOf(
  configurations: readonly PolicyConfiguration[],
  where: { repository: string; branch: string },
): PolicyConfiguration[] {
  return configurations.filter(
    ({ isEnabled, isDeleted, settings }) =>
      isEnabled !== false &&
      !isDeleted &&
      ((settings?.scope ?? []) as Scope[]).some(scope => covers(scope, where)),
  );
}

/** Nothing where no policy blocks. */
export function protectionOf(
  policies: readonly PolicyConfiguration[],
): BranchProtection | undefined {
  const blocking = policies.filter(({ isBlocking }) => isBlocking);
  const ofType = (id: string) =>
    blocking.filter(({ type }) => type?.id?.toLowerCase() === id);
  const reviews = ofType(POLICY.reviewers).map(({ settings }) =>
    Number(settings?.minimumApproverCount ?? 0),
  );
  const checks = [
    ...ofType(POLICY.status).map(({ settings }) =>
      contextOf(settings?.statusGenre, settings?.statusName),
    ),
    ...ofType(POLICY.build).map(({ settings }) =>
      String(settings?.displayName ?? 'Build'),
    ),
  ];
  return blocking.length === 0
    ? undefined
    : {
        ...(reviews.length > 0 && { reviews: Math.max(...reviews) }),
        ...(checks.length > 0 && { checks }),
      };
}

/** The way of merging that the policies allow, the usual one first. */
export function mergeStrategyOf(
  policies: readonly PolicyConfiguration[],
): number {
  const limiting = policies.find(
    ({ type }) => type?.id?.toLowerCase() === POLICY.mergeStrategy,
  );
  const { settings } = limiting ?? {};
  if (!settings || settings.allowNoFastForward) {
    return STRATEGY.noFastForward;
  }
  if (settings.allowSquash) {
    return STRATEGY.squash;
  }
  return settings.allowRebase ? STRATEGY.rebase : STRATEGY.rebaseMerge;
}

/** A policy without a repository is for all of the project. */
function covers(
  { repositoryId, refName, matchKind }: Scope,
  { repository, branch }: { repository: string; branch: string },
): boolean {
  const ref = `refs/heads/${branch}`;
  const isHere =
    !repositoryId || repositoryId.toLowerCase() === repository.toLowerCase();
  const isIt =
    !refName ||
    ref === refName ||
    (matchKind?.toLowerCase() === 'prefix' && ref.startsWith(`${refName}/`));
  return isHere && isIt;
}
