import {
  versionWarnings,
  type ValueWarning,
  type VersionComparison,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * What whoever moves a resource to another version ought to know: that the
 * version is on its way out, and which outputs others miss after that.
 */
export function moveWarnings({
  version,
  findings,
}: VersionComparison): ValueWarning[] {
  const missed = findings.filter(
    ({ kind, culprits = [] }) =>
      kind === 'output_removed' &&
      culprits.some(culprit => culprit.kind === 'version'),
  );
  return [
    ...versionWarnings(version),
    ...missed.map(({ message, culprits }) => ({
      code: 'output_removed',
      message,
      culprits,
    })),
  ];
}
