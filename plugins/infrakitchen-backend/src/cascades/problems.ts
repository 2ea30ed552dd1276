import {
  InfrakitchenError,
  type Refusal,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { resourceCulprit, type ResourceRecord } from '../resources';
import type { CascadeItemRecord } from './types';
import type { Holder } from './CascadeMemberStore';

/** As many as one answer can tell of. */
const MAX_SHOWN = 50;

/** Every reason why a cascade cannot begin, as one error. */
export function cascadeRefused(refusals: Refusal[]): InfrakitchenError {
  const [first] = refusals;
  const shown = refusals.slice(0, MAX_SHOWN);
  const more = refusals.length - shown.length;
  const text = shown
    .map(({ message }) => message.replace(/\.$/, ''))
    .join('. ');
  return new InfrakitchenError('ConflictError', {
    code: first.code,
    message: more > 0 ? `${text}. And ${more} more reason(s)` : text,
    culprits: shown.flatMap(({ culprits }) => culprits ?? []),
  });
}

/** The error for a caller who may not do it to everything that it is about. */
export function notPermitted(
  named: Pick<ResourceRecord, 'id' | 'name'>[],
  hidden: number,
): InfrakitchenError {
  const shown = named.slice(0, MAX_SHOWN);
  const parts = [
    ...(shown.length > 0
      ? [shown.map(({ name }) => `'${name}'`).join(', ')]
      : []),
    ...(hidden > 0 ? [`${hidden} that you cannot see`] : []),
  ];
  return new InfrakitchenError('NotAllowedError', {
    code: 'role_missing',
    message: `The cascade is also about ${parts.join(
      ' and ',
    )}, which you may not do this to`,
    culprits: shown.map(resourceCulprit),
  });
}

/** The error for a cascade that nothing is to be done in. */
export function nothingToDo(kind: string, name: string): InfrakitchenError {
  const what: Record<string, string> = {
    update: 'has a pending change or stale inputs',
    destroy: 'is left to be destroyed',
    recreate: 'was destroyed or rejected',
  };
  return new InfrakitchenError('ConflictError', {
    code: `nothing_to_${kind}`,
    message: `Nothing among ${name} ${what[kind]}`,
  });
}

/** The error for a subtree that is too large for one cascade. */
export function tooLarge(name: string, max: number): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'cascade_too_large',
    message: `${name} has more than ${max} resources to be dealt with, which is what one cascade takes. Start below it, one part after the other`,
  });
}

/** Why a resource cannot be in a cascade that is in another one. */
export function heldElsewhere({
  resourceId,
  resourceName,
  cascade,
}: Holder): Refusal {
  const resource = resourceCulprit({ id: resourceId, name: resourceName });
  return cascade
    ? {
        code: 'in_cascade',
        message: `'${resourceName}' is part of the cascade '${cascade.name}', which is ${cascade.state}; wait for that or cancel it`,
        culprits: [
          resource,
          { kind: 'cascade', id: cascade.id, name: cascade.name },
        ],
      }
    : {
        code: 'in_cascade',
        message: `'${resourceName}' is part of a cascade that you cannot see; try again when that is over`,
        culprits: [resource],
      };
}

/** The error for two cascades that were asked for at the same moment. */
export function raced(cause: unknown): InfrakitchenError {
  return new InfrakitchenError(
    'ConflictError',
    {
      code: 'in_cascade',
      message:
        'Another cascade over some of these resources was started at the same time; look at it, then try again',
    },
    cause,
  );
}

/** The error for a decision that does not say what it is about. */
export function digestMissing(): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'digest_missing',
    message:
      'Say by its `digest` which plans you decide about: that of the cascade that you looked at',
    culprits: [{ kind: 'field', name: 'digest' }],
  });
}

/** The error of an item as it is stored and shown. */
export function itemError(error: {
  code: string;
  message: string;
  culprits?: Refusal['culprits'];
}): Refusal {
  const { code, message, culprits } = error;
  return { code, message, ...(culprits?.length && { culprits }) };
}

/** Why an item was passed by. */
export function blockedBy(
  items: Pick<CascadeItemRecord, 'resourceId' | 'resourceName'>[],
): Refusal {
  const names = items.map(({ resourceName }) => `'${resourceName}'`);
  return {
    code: 'blocked',
    message: `${names.join(', ')} has to be done before, and was not`,
    culprits: items.map(({ resourceId, resourceName }) => ({
      kind: 'resource',
      id: resourceId,
      name: resourceName,
    })),
  };
}
