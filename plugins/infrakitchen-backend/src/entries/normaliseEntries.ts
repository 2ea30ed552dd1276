import {
  InfrakitchenError,
  type Entry,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Fills defaults and refuses a name that is given twice. */
export function normaliseEntries(
  entries: Entry[] | undefined,
  kind: 'tag' | 'config',
): Entry[] {
  const seen = new Set<string>();
  return (entries ?? []).map(entry => {
    if (seen.has(entry.name)) {
      throw new InfrakitchenError('InputError', {
        code: `duplicate_${kind}`,
        message: `The ${kind} '${entry.name}' is given twice`,
        culprits: [{ kind, name: entry.name }],
      });
    }
    seen.add(entry.name);
    return {
      name: entry.name,
      value: entry.value,
      inheritedByChildren: entry.inheritedByChildren ?? true,
    };
  });
}
