import type { RepositoryHostAbility, World } from './world';

/** The world of the suite, which is made before the first test. */
export type WorldRef = () => World;

/** Whether the host that is tried has something. */
export type Has = (ability: RepositoryHostAbility) => boolean;

/** A test, or a note that the host has no such thing. */
export function trial(
  isPossible: boolean,
  name: string,
  work: () => Promise<void>,
): void {
  if (isPossible) {
    it(name, work);
  }
}
