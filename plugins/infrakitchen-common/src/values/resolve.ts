import type { ResolvedValues, ResolveInput } from './types';

/**
 * Decides which value each variable of a module takes for a resource, and
 * where it comes from. Later wins: module default, template default,
 * ancestors' inheritable configs (farthest to nearest, then own), reference to
 * an ancestor's output, value set on the resource.
 *
 * @public
 */
export function resolveValues(_input: ResolveInput): ResolvedValues {
  throw new Error('Not implemented');
}
