import {
  InfrakitchenError,
  type Refusal,
  type Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Target } from './types';

/** The error for an unknown id, and for one that the caller may not see. */
export function recordNotFound({ kind, id }: Target): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: `${kind}_not_found`,
    message: `There is no ${kind} with the id '${id}'`,
    culprits: [{ kind, id }],
  });
}

/** Why a caller who sees a record may not change it. */
export function roleMissing(
  role: Role,
  target?: Target & { name?: string },
): Refusal {
  const where = target ? `on '${target.name ?? target.id}'` : 'at everything';
  return {
    code: 'role_missing',
    message: `This needs the role '${role}' ${where}`,
    culprits: target
      ? [{ kind: target.kind, id: target.id, name: target.name }]
      : [],
  };
}

/** Why a caller is not permitted whatever their role. */
export function permissionMissing(
  names: string[],
  target?: Target & { name?: string },
): Refusal {
  const list = names.map(name => `'${name}'`).join(' or ');
  return {
    code: 'not_allowed',
    message: `This needs the permission ${list}${
      target ? ` for '${target.name ?? target.id}'` : ''
    }`,
    culprits: target
      ? [{ kind: target.kind, id: target.id, name: target.name }]
      : [],
  };
}

/** A refusal as the error that a caller is told. */
export function forbidden(refusal: Refusal): InfrakitchenError {
  return new InfrakitchenError('NotAllowedError', refusal);
}
