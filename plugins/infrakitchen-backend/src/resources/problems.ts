import {
  InfrakitchenError,
  type Refusal,
  type ValueError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { resourceCulprit, type ResourceRecord } from './types';

/** The error for an unknown id, and for one that the caller may not see. */
export function resourceNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'resource_not_found',
    message: `There is no resource with the id '${id}'`,
    culprits: [{ kind: 'resource', id }],
  });
}

/** The error for a parent that there is not. */
export function parentNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'parent_not_found',
    message: `There is no resource with the id '${id}' to be the parent`,
    culprits: [{ kind: 'resource', id }],
  });
}

/** The error for a caller who has seen another revision. */
export function assertRevision(
  record: Pick<ResourceRecord, 'id' | 'name' | 'revision'>,
  seen: number | undefined,
): void {
  if (seen !== undefined && seen !== record.revision) {
    throw new InfrakitchenError('ConflictError', {
      code: 'stale_revision',
      message: `'${record.name}' was changed by someone else: it has revision ${record.revision}, not ${seen}. Reload it and try again`,
      culprits: [resourceCulprit(record)],
    });
  }
}

/** Turns the refusals of the lifecycle into one error, the first leading. */
export function refuseAction(refusals: Refusal[]): void {
  const [first] = refusals;
  if (!first) {
    return;
  }
  throw new InfrakitchenError('ConflictError', {
    code: first.code,
    message: sentences(refusals),
    culprits: refusals.flatMap(refusal => refusal.culprits ?? []),
  });
}

/** Turns what is wrong with values into one error, the first leading. */
export function refuseValues(errors: ValueError[]): void {
  const [first] = errors;
  if (!first) {
    return;
  }
  throw new InfrakitchenError('InputError', {
    code: first.code,
    message: sentences(errors),
    culprits: errors.flatMap(error => [
      ...(error.culprits ?? []),
      ...(error.variable && !error.culprits?.length
        ? [{ kind: 'variable' as const, name: error.variable }]
        : []),
    ]),
  });
}

/** One text of several messages, some of which end with a full stop. */
function sentences(problems: { message: string }[]): string {
  const [first, ...rest] = problems.map(problem => problem.message);
  return rest.reduce(
    (text, message) => `${text.replace(/\.$/, '')}. ${message}`,
    first,
  );
}
