import { parseEntityRef } from '@backstage/catalog-model';

/** What entities have in common. */
export interface EntityOptions {
  namespace: string;
  /** Owner of what has none. */
  defaultOwner: string;
  /** Address of the pages, without a slash at the end. */
  pages: string;
  /** Path of the pages within the app, without a slash at the end. */
  path: string;
}

/** Shown in lists: a page has the rest. */
const DESCRIPTION_LENGTH = 500;
const MAX_TAG_LENGTH = 63;

/** What the catalog cannot read would keep the entity out of it. */
export function isRef(text: string | undefined): text is string {
  try {
    return text !== undefined && Boolean(parseEntityRef(text));
  } catch {
    return false;
  }
}

/** Labels as the catalog takes tags; what nothing is left of is left out. */
export function tagsOf(labels: string[]): string[] {
  const tags = labels.map(label =>
    label
      .toLowerCase()
      .replace(/[^a-z0-9:+#]+/g, '-')
      .slice(0, MAX_TAG_LENGTH)
      .replace(/^-+|-+$/g, ''),
  );
  return [...new Set(tags.filter(Boolean))].sort();
}

/** A description as long as lists show it. */
export function shortened(text: string): string {
  return text.length > DESCRIPTION_LENGTH
    ? `${text.slice(0, DESCRIPTION_LENGTH - 1)}…`
    : text;
}
