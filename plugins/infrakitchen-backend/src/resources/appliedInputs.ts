import type {
  EffectiveEntry,
  Provenance,
  ResolvedValues,
  Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import type { RunConnections } from '../runs/credentials';
import type { ResourceRecord } from './types';

/** Where inputs came from when they were resolved. */
export interface InputOrigins {
  variables: Record<string, Provenance>;
  tags: Record<string, Pick<EffectiveEntry, 'own' | 'resource' | 'project'>>;
}

/** What the last apply of a resource was given. */
export interface AppliedInputs {
  /** Commit of the module that they were for. */
  commitSha: string;
  values: Values;
  /** Names of the values that are secret. */
  sensitive: string[];
  tags: Record<string, string>;
  /** Absent where it was not kept yet. */
  origins?: InputOrigins;
  /** What it was connected to, if anything. */
  connections?: RunConnections;
}

/** Inputs of the last apply in clear; nothing where there was none. */
export function unsealApplied(
  keys: KeyRing,
  resource: Pick<ResourceRecord, 'id' | 'appliedInputs'>,
): AppliedInputs | undefined {
  return resource.appliedInputs === undefined
    ? undefined
    : keys.decryptJson<AppliedInputs>(resource.appliedInputs, {
        table: 'resources',
        column: 'applied_inputs',
        id: resource.id,
      });
}

/** Where the inputs of a run come from; what a change sets is set once it is applied. */
export function originsOf({ variables, tags }: ResolvedValues): InputOrigins {
  return {
    variables: Object.fromEntries(
      variables.flatMap(({ name, isSet, provenance }) =>
        isSet && provenance
          ? [
              [
                name,
                provenance.source === 'change'
                  ? { ...provenance, source: 'resource' as const }
                  : provenance,
              ],
            ]
          : [],
      ),
    ),
    tags: Object.fromEntries(
      tags.map(({ name, own, resource, project }) => [
        name,
        { own, resource, project },
      ]),
    ),
  };
}
