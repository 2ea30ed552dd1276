import type { ValueWarning, VersionLifecycle } from '../api';

/**
 * What whoever uses a version ought to know.
 *
 * @public
 */
export function versionWarnings(
  version:
    | { id?: string; ref: string; lifecycle: VersionLifecycle }
    | undefined,
): ValueWarning[] {
  if (!version) {
    return [];
  }
  const culprits = [
    { kind: 'version' as const, id: version.id, name: version.ref },
  ];
  switch (version.lifecycle) {
    case 'deprecated':
      return [
        {
          code: 'version_deprecated',
          message: `The version '${version.ref}' is deprecated. Move to an active version.`,
          culprits,
        },
      ];
    case 'archived':
      return [
        {
          code: 'version_archived',
          message: `The version '${version.ref}' is archived: what has it still runs, and nothing new can use it. Move to an active version.`,
          culprits,
        },
      ];
    default:
      return [];
  }
}

/** What forms offer first: active, then preview, then deprecated ones. */
const order: Record<VersionLifecycle, number> = {
  active: 0,
  preview: 1,
  deprecated: 2,
  archived: 3,
};

/**
 * Versions that something new may use, in the order in which forms offer them:
 * active ones first, the newest of them at the top.
 *
 * @public
 */
export function offeredVersions<
  V extends {
    enabled: boolean;
    commitSha?: string;
    lifecycle: VersionLifecycle;
    createdAt: string;
  },
>(versions: readonly V[]): V[] {
  return versions
    .filter(
      ({ enabled, commitSha, lifecycle }) =>
        enabled && commitSha !== undefined && lifecycle !== 'archived',
    )
    .sort(
      (a, b) =>
        order[a.lifecycle] - order[b.lifecycle] ||
        Date.parse(b.createdAt) - Date.parse(a.createdAt),
    );
}
