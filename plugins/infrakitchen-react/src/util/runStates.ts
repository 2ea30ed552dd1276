import {
  isTerminal,
  type RunKind,
  type RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * Whether nothing more happens to a run by itself. A run that needs attention
 * is over for the worker, though a human has yet to settle it.
 *
 * @public
 */
export function isRunOver(state: RunState): boolean {
  return isTerminal(state) || state === 'needs_attention';
}

/**
 * Name of a kind of run for people.
 *
 * @public
 */
export function runKindLabel(kind: RunKind): string {
  return {
    dry_run: 'Dry run',
    provision: 'Provision',
    update: 'Update',
    destroy: 'Destroy',
  }[kind];
}
