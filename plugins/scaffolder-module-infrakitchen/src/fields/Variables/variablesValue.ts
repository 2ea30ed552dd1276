import type { JsonObject } from '@backstage/types';
import type {
  Entry,
  Values,
  ValuesProposal,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Place } from '../../place';
import type { VariablesOptions } from './schema';

/** What the form has; values of sensitive variables are elsewhere. */
export interface VariablesFieldValue {
  values?: JsonObject;
  sensitive?: string[];
}

/** Sensitive values as the secret of a task holds them. */
export function readSecret(secret: string | undefined): Values {
  try {
    return secret ? (JSON.parse(secret) as Values) : {};
  } catch {
    // Another field has the same name; its secret is none of ours.
    return {};
  }
}

/**
 * Own values for the form of a version. What the version lacks is left out, and
 * so is what is named sensitive but whose secret is gone: a task that is started
 * over has no secrets.
 */
export function ownValues(
  value: VariablesFieldValue | undefined,
  secret: string | undefined,
  { variables }: VersionSchema,
): Values {
  const sensitive = new Set(
    variables.filter(item => item.sensitive).map(({ name }) => name),
  );
  const known = new Set(variables.map(({ name }) => name));
  return Object.fromEntries([
    ...Object.entries((value?.values ?? {}) as Values).filter(
      ([name]) => known.has(name) && !sensitive.has(name),
    ),
    ...Object.entries(readSecret(secret)).filter(([name]) =>
      sensitive.has(name),
    ),
  ]);
}

/** Parts own values into what the form and what the secret holds. */
export function partValues(
  values: Values,
  { variables }: VersionSchema,
): { value: VariablesFieldValue; secret: string } {
  const sensitive = new Set(
    variables.filter(item => item.sensitive).map(({ name }) => name),
  );
  const entries = Object.entries(values);
  const secrets = entries.filter(([name]) => sensitive.has(name));
  return {
    value: {
      values: Object.fromEntries(
        entries.filter(([name]) => !sensitive.has(name)),
      ) as JsonObject,
      // Shown in the review, which has no use for an empty list.
      ...(secrets.length > 0 && {
        sensitive: secrets.map(([name]) => name),
      }),
    },
    secret: JSON.stringify(Object.fromEntries(secrets)),
  };
}

/** What the server is asked about, of everything that the form has. */
export function proposalOf(
  value: VariablesFieldValue | undefined,
  options: VariablesOptions,
  formData: JsonObject,
  { parentIds, projectId }: Pick<Place, 'parentIds' | 'projectId'>,
): ValuesProposal {
  const name = formData[options.nameField ?? 'name'];
  return {
    parentIds: [...new Set(parentIds)],
    projectId,
    name: typeof name === 'string' && name.trim() ? name.trim() : undefined,
    tags: entriesIn(formData[options.tagsField ?? 'tags']),
    configs: entriesIn(formData[options.configsField ?? 'configs']),
    values: value?.values ?? {},
  };
}

/** A map of texts; anything else is for another purpose. */
export function entriesIn(given: unknown): Entry[] {
  if (!given || typeof given !== 'object' || Array.isArray(given)) {
    return [];
  }
  return Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'string' ? { name, value, inheritedByChildren: true } : [],
  );
}
