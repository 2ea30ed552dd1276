import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Parts of the start page that come in an order of their reader. */
export type OverviewSection =
  | 'waiting'
  | 'attention'
  | 'cascades'
  | 'mine'
  | 'activity'
  | 'recent';

/**
 * What comes first for whom. Whoever can decide sees what waits for them
 * before all else. Then who keeps the platform running sees what went wrong,
 * who builds with it their own runs, and who watches over it what happened.
 */
export function sectionsFor(
  overview: Pick<
    Overview,
    'waiting' | 'access' | 'cascadeAttention' | 'myRuns'
  >,
): OverviewSection[] {
  const { waiting, access, cascadeAttention, myRuns } = overview;
  const trail: OverviewSection[] = access.canReadAudit ? ['activity'] : [];
  const cascades: OverviewSection[] =
    cascadeAttention.length > 0 ? ['cascades'] : [];
  const decides: OverviewSection[] =
    waiting.items.length > 0 ? ['waiting'] : [];
  const mine: OverviewSection[] = myRuns.length > 0 ? ['mine'] : [];
  switch (readerOf(access)) {
    case 'auditor':
      return [...decides, ...trail, ...cascades, 'attention', 'recent'];
    case 'platform':
      return [...decides, ...cascades, 'attention', 'recent', ...trail];
    default:
      return [
        ...decides,
        ...mine,
        ...cascades,
        'attention',
        'recent',
        ...trail,
      ];
  }
}

/** Who reads the page, as far as their roles tell. */
function readerOf(
  access: Overview['access'],
): 'platform' | 'developer' | 'auditor' {
  if (access.globalRole === 'admin') {
    return 'platform';
  }
  return access.canReadAudit && access.globalRole !== 'write'
    ? 'auditor'
    : 'developer';
}
