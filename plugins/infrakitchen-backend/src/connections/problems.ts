import {
  InfrakitchenError,
  type ConnectionUser,
  type Culprit,
  type InfrakitchenErrorName,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ConnectionKind } from '../access';
import type { Sample } from '../database';
import { connectionCulprit, type ConnectionRecord } from './types';

type Named = Pick<ConnectionRecord, 'kind' | 'id' | 'name'>;

/** The error for an unknown id, and for one that the caller may not see. */
export function connectionNotFound(
  kind: ConnectionKind,
  id: string,
  name: InfrakitchenErrorName = 'NotFoundError',
): InfrakitchenError {
  return new InfrakitchenError(name, {
    code: `${kind}_not_found`,
    message: `There is no ${kind} with the id '${id}'`,
    culprits: [{ kind, id }],
  });
}

/**
 * Nothing is started with credentials that have ended already.
 *
 * @param what - Who gave them, as a sentence begins with it.
 * @throws ConflictError `credentials_expired`
 */
export function assertNotExpired(
  what: string,
  expiresAt: number | undefined,
  culprit: Culprit,
): void {
  if (expiresAt !== undefined && expiresAt <= Date.now()) {
    throw new InfrakitchenError('ConflictError', {
      code: 'credentials_expired',
      message: `${what} gave credentials that ended at ${new Date(
        expiresAt,
      ).toISOString()}. Test it, rotate what it signs in with, and compare the clock of this machine`,
      culprits: [culprit],
    });
  }
}

/** The error for a provider whose module is not installed. */
export function providerMissing(
  kind: ConnectionKind,
  key: string,
  known: string[],
): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'provider_missing',
    message: `No module brings the ${kind} provider '${key}'. Installed: ${known.join(
      ', ',
    )}`,
    culprits: [{ kind: 'field', name: 'provider' }],
  });
}

/** The error for a configuration that the provider cannot use; tells no values. */
export function configInvalid(errors: string[]): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'config_invalid',
    message: `The configuration cannot be used: ${errors.join('; ')}`,
    culprits: [{ kind: 'field', name: 'config' }],
  });
}

export function connectionNameTaken(
  holder: Named,
  cause?: unknown,
): InfrakitchenError {
  return new InfrakitchenError(
    'ConflictError',
    {
      code: `${holder.kind}_name_taken`,
      message: `There already is a ${holder.kind} with the name '${holder.name}'; choose another one`,
      culprits: [connectionCulprit(holder)],
    },
    cause,
  );
}

/** The error for a connection that is not to be used. */
export function connectionDisabled(record: Named): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: `${record.kind}_disabled`,
    message: `The ${record.kind} '${record.name}' is disabled. Enable it, or use another one`,
    culprits: [connectionCulprit(record)],
  });
}

/** The error for a connection that cannot be deleted, with its users. */
export function connectionInUse(
  record: Named,
  users: (Sample & { kind: ConnectionUser['kind'] })[],
): InfrakitchenError {
  const listed = users.map(({ kind, items, total }) => {
    const names = items.map(({ name }) => `'${name}'`).join(', ');
    const more =
      total > items.length ? ` and ${total - items.length} more` : '';
    return `the ${kind}${total > 1 ? 's' : ''} ${names}${more}`;
  });
  return new InfrakitchenError('ConflictError', {
    code: `${record.kind}_in_use`,
    message: `'${record.name}' cannot be deleted: it is used by ${listed.join(
      ' and ',
    )}. Detach it there first`,
    culprits: users.flatMap(({ kind, items }) =>
      items.map(({ id, name }) => ({ kind, id, name })),
    ),
  });
}

/** The error for a rotation that replaces nothing. */
export function nothingRotated(record: Named): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'nothing_rotated',
    message: `No secret of '${record.name}' is replaced: give a new value for one that is set`,
    culprits: [connectionCulprit(record)],
  });
}

/** The error for an integration that a provider cannot use. */
export function integrationUnfit(
  title: string,
  wanted: readonly string[],
  given?: ConnectionRecord,
): InfrakitchenError {
  const list = wanted.join(' or ');
  return new InfrakitchenError('InputError', {
    code: given ? 'integration_unfit' : 'integration_missing',
    message:
      wanted.length === 0
        ? `${title} uses no integration; leave it out`
        : `${title} needs an integration of the provider ${list}${
            given ? `, and '${given.name}' is one of ${given.provider}` : ''
          }`,
    culprits: given
      ? [connectionCulprit(given)]
      : [{ kind: 'field', name: 'integrationId' }],
  });
}
