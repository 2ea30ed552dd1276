import type { StandInRequest } from '../standIn';
import type { ForgeRoute } from './types';

/** The operation that a request is for, with the named parts of its path. */
export function matchRoute(
  routes: readonly ForgeRoute[],
  { method, url }: StandInRequest,
): { route: ForgeRoute; path: Record<string, string> } | undefined {
  const given = url.pathname.replace(/\/+$/, '').split('/');
  for (const route of routes) {
    const path =
      route.method === method ? match(route.path.split('/'), given) : undefined;
    if (path) {
      return { route, path };
    }
  }
  return undefined;
}

/** A list of what a page has, and whether there is more. */
export function pageOf<T>(
  items: readonly T[],
  { page, size }: { page: number; size: number },
): { items: T[]; hasMore: boolean } {
  return {
    items: items.slice((page - 1) * size, page * size),
    hasMore: items.length > page * size,
  };
}

function match(
  pattern: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined {
  const path: Record<string, string> = {};
  const last = pattern.at(-1) ?? '';
  // The rest of a path, such as the name of a branch with slashes.
  const isOpen = last.startsWith('*');
  const length = isOpen ? pattern.length - 1 : pattern.length;
  if (isOpen ? given.length <= length : given.length !== length) {
    return undefined;
  }
  for (const [index, part] of pattern.slice(0, length).entries()) {
    if (part.startsWith(':')) {
      path[part.slice(1)] = decodeURIComponent(given[index]);
    } else if (part.toLowerCase() !== given[index].toLowerCase()) {
      return undefined;
    }
  }
  if (isOpen) {
    path[last.slice(1)] = given.slice(length).map(decodeURIComponent).join('/');
  }
  return path;
}
