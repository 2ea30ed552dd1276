import {
  suggestName,
  type Template,
  type Values,
  type VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { parseLabels } from '../../shared';
import type { ResourceDraft } from './resourceDraft';

/** The name that the convention asks for with what is filled in so far. */
export interface NameSuggestion {
  pattern: string;
  name?: string;
  /** Why there is none yet. */
  problem?: string;
}

/** What the template would call the resource, where it has a convention. */
export function suggestionFor(
  template: Template | undefined,
  schema: VersionSchema | undefined,
  draft: ResourceDraft,
): NameSuggestion | undefined {
  const pattern = template?.conventions.namePattern;
  if (!pattern) {
    return undefined;
  }
  const inherited = (schema?.variables ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value]],
  );
  const { name, errors } = suggestName(
    schema?.naming ?? { pattern, fixed: [] },
    {
      values: {
        ...(Object.fromEntries(inherited) as Values),
        ...draft.variables.values,
      },
      tags: byName([...(schema?.tags ?? []), ...draft.tags]),
      configs: byName([...(schema?.configs ?? []), ...draft.configs]),
      labels: parseLabels(draft.labels),
    },
  );
  return { pattern, name, problem: errors[0]?.message };
}

/** Later ones win. */
function byName(entries: { name: string; value: string }[]) {
  return Object.fromEntries(entries.map(({ name, value }) => [name, value]));
}
