import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** A ref as grants and identities carry it, so that equal refs are equal texts. */
export function normalisePrincipal(ref: string): string {
  return stringifyEntityRef(parseEntityRef(ref));
}

/**
 * The same for a ref that somebody wrote.
 *
 * @throws InputError `invalid_principal` where it names no user and no group.
 */
export function readPrincipal(ref: string, field: string): string {
  try {
    const principal = normalisePrincipal(ref);
    if (/^(user|group):/.test(principal)) {
      return principal;
    }
  } catch {
    // The same error for whatever is wrong with it.
  }
  throw new InfrakitchenError('InputError', {
    code: 'invalid_principal',
    message: `'${ref}' names no user or group; write user:default/ann or group:default/platform`,
    culprits: [{ kind: 'field', name: field }],
  });
}
