import type {
  Grant,
  Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** What a role lets somebody do, for pickers and tooltips. */
export const roleTexts: Record<Role, string> = {
  read: 'See',
  write: 'Create and update, dry run, provision',
  admin: 'Approve, destroy, delete, reveal secrets, grant roles',
};

/** Options of a picker, from the weakest to the strongest. */
export const roleOptions = (['read', 'write', 'admin'] as const).map(role => ({
  id: role,
  label: role,
  description: roleTexts[role],
}));

/** How far a grant at a scope reaches. */
export function scopeReach(kind: Grant['scope']['kind']): string {
  return {
    global: 'everything',
    project: 'the project and its resources',
    template: 'the template, those below it, and their resources',
    resource: 'the resource and everything below it',
    integration: 'the integration; write is needed to use it',
    secret: 'the secret; write is needed to use it',
    storage: 'the storage; write is needed to use it',
    workspace: 'the workspace; write is needed to use it',
  }[kind];
}
