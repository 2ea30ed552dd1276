import type { JsonObject } from '@backstage/types';
import type { HiddenNames } from '../history';
import type { VersionStore } from '../versions';
import { sensitiveNames } from './inputs';
import type { ResourceStore } from './ResourceStore';

/**
 * Variables of a resource whose values may not be shown in any of its
 * snapshots: sensitive by the rules of a version it has or had, or stored as a
 * secret once.
 */
export function createHiddenNames(options: {
  resources: ResourceStore;
  versions: VersionStore;
}): HiddenNames {
  return async (id, snapshots) => {
    const record = await options.resources.get(id);
    const versionIds = new Set(
      [record?.versionId, ...snapshots.map(versionOf)].filter(
        (versionId): versionId is string => versionId !== undefined,
      ),
    );
    const versions = await options.versions.getMany([...versionIds]);
    return [
      ...new Set([
        ...versions.flatMap(sensitiveNames),
        ...(record?.sensitiveValues?.names ?? []),
        ...snapshots.flatMap(
          snapshot => (snapshot.sensitiveVariables ?? []) as string[],
        ),
      ]),
    ];
  };
}

function versionOf(snapshot: JsonObject): string | undefined {
  return snapshot.versionId as string | undefined;
}
