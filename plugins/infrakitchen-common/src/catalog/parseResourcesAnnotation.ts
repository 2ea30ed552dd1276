import type { CatalogName } from '../api';
import { slugOf } from '../values';

/**
 * Reads what a Component says that it uses: `template/name`, with commas
 * between them.
 *
 * @returns what each part names, and the parts that name nothing.
 * @public
 */
export function parseResourcesAnnotation(text: string): {
  names: CatalogName[];
  broken: string[];
} {
  const names: CatalogName[] = [];
  const broken: string[] = [];
  for (const part of text.split(',').map(each => each.trim())) {
    const [, templateKey, name] =
      /^([a-z][a-z0-9_]{0,62})\/([A-Za-z0-9][A-Za-z0-9 _.-]{0,99})$/.exec(
        part,
      ) ?? [];
    if (templateKey) {
      names.push({ templateKey, slug: slugOf(name) });
    } else if (part) {
      broken.push(part);
    }
  }
  return { names, broken };
}
