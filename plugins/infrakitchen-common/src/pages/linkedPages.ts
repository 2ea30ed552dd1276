/**
 * The pages that notifications lead to, below the path where the app shows the
 * pages.
 *
 * @public
 */
export const linkedPages = {
  run: '/runs/:id',
  /** A run, at its approval. */
  runApproval: '/runs/:id#approval',
  /** The log of a run, at the first line that is an error. */
  runError: '/runs/:id?line=error#log',
  /** The question of how a run ended whose end nobody saw. */
  runResolve: '/runs/:id?do=resolve',
  cascade: '/cascades/:id',
  cascadeApproval: '/cascades/:id#approval',
  resourceHierarchy: '/resources/:id/hierarchy',
  resourceWorkspace: '/resources/:id/workspace',
  resourceState: '/resources/:id/state',
  integrationSettings: '/integrations/integration/:id/settings',
  secretSettings: '/integrations/secret/:id/settings',
  storageSettings: '/integrations/storage/:id/settings',
} as const;

/** A page that the backend links to. @public */
export type LinkedPage = keyof typeof linkedPages;

/** The path of a page, with the id of what it shows. @public */
export function linkTo(page: LinkedPage, id: string): string {
  return linkedPages[page].replace(':id', encodeURIComponent(id));
}
