import {
  InfrakitchenError,
  type Output,
  type Refusal,
  type ValueError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Attached } from './attached';
import { resourceCulprit, type ResourceRecord } from './types';

/** The error for an unknown id, and for one that the caller may not see. */
export function resourceNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('NotFoundError', {
    code: 'resource_not_found',
    message: `There is no resource with the id '${id}'`,
    culprits: [{ kind: 'resource', id }],
  });
}

/** The error for a parent that is unknown, or that the caller may not see. */
export function parentNotFound(id: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'parent_not_found',
    message: `There is no resource with the id '${id}' to be the parent`,
    culprits: [{ kind: 'resource', id }],
  });
}

/** The error for a name that is not free any more when it is needed again. */
export function nameTaken(
  holder: Pick<ResourceRecord, 'id' | 'name'>,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'name_taken',
    message: `Another resource has the name '${holder.name}' by now`,
    culprits: [resourceCulprit(holder)],
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

/** The error for a resource that was moved after the rights were asked for. */
export function assertProject(
  record: Pick<ResourceRecord, 'id' | 'name' | 'projectId'>,
  seen: string | undefined,
): void {
  if (seen !== record.projectId) {
    throw new InfrakitchenError('ConflictError', {
      code: 'stale_revision',
      message: `'${record.name}' was moved to another project by someone else. Reload it and try again`,
      culprits: [resourceCulprit(record)],
    });
  }
}

/** The error for a resource whose parents changed after the rights were asked for. */
export function assertPlace(
  record: Pick<ResourceRecord, 'id' | 'name'>,
  parents: { id: string }[],
  asked: string[],
): void {
  const same =
    parents.length === asked.length &&
    parents.every(({ id }) => asked.includes(id));
  if (!same) {
    throw new InfrakitchenError('ConflictError', {
      code: 'stale_revision',
      message: `'${record.name}' was moved below other resources by someone else. Reload it and try again`,
      culprits: [resourceCulprit(record)],
    });
  }
}

/** The error for an edit of fields that somebody else edited meanwhile. */
export function editedTwice(
  record: Pick<ResourceRecord, 'id' | 'name' | 'revision'>,
  fields: string[],
  by: { authors: Record<string, string>; last?: string },
): InfrakitchenError {
  const edits = fields.map(
    field => `'${field}' by ${by.authors[field] ?? by.last ?? 'somebody else'}`,
  );
  return new InfrakitchenError('ConflictError', {
    code: 'stale_revision',
    message: `'${record.name}' was edited meanwhile: ${edits.join(
      ', ',
    )}. It has revision ${record.revision} now; reload it and try again`,
    culprits: [
      resourceCulprit(record),
      ...fields.map(name => ({ kind: 'field' as const, name })),
    ],
  });
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

/** Values that break rules or conventions: one error, the first leading. */
export class ValuesRefusedError extends InfrakitchenError {
  readonly errors: ValueError[];

  constructor(errors: [ValueError, ...ValueError[]]) {
    super('InputError', {
      code: errors[0].code,
      message: sentences(errors),
      culprits: errors.flatMap(error => [
        ...(error.culprits ?? []),
        ...(error.variable && !error.culprits?.length
          ? [{ kind: 'variable' as const, name: error.variable }]
          : []),
      ]),
    });
    this.errors = errors;
  }
}

/**
 * Turns what is wrong with values into one error, the first leading.
 *
 * @param attached - Where there are secrets among them, a value that is missing
 * may be in one: the run looks, for nothing is fetched before.
 */
export function refuseValues(found: ValueError[], attached?: Attached): void {
  const errors = attached?.secrets.length
    ? found.filter(({ code }) => code !== 'missing_value')
    : found;
  const [first, ...others] = errors;
  if (first) {
    throw new ValuesRefusedError([first, ...others]);
  }
}

/** One text of several messages, some of which end with a full stop. */
function sentences(problems: { message: string }[]): string {
  const [first, ...rest] = problems.map(problem => problem.message);
  return rest.reduce(
    (text, message) => `${text.replace(/\.$/, '')}. ${message}`,
    first,
  );
}

/** Only what is known, sensitive and there can be revealed. */
export function assertRevealable(
  record: Pick<ResourceRecord, 'id' | 'name' | 'state' | 'outputs'>,
  name: string,
  output: Output | undefined,
): void {
  if (output?.sensitive) {
    return;
  }
  const culprits = [resourceCulprit(record), { kind: 'output' as const, name }];
  if (output) {
    throw new InfrakitchenError('InputError', {
      code: 'output_not_sensitive',
      message: `The output '${name}' of '${record.name}' is not sensitive; it is shown with the resource`,
      culprits,
    });
  }
  if (record.outputs.length === 0 && record.state !== 'provisioned') {
    throw new InfrakitchenError('ConflictError', {
      code: 'not_provisioned',
      message: `'${record.name}' has no outputs: it is in the state ${record.state}. Provision it first`,
      culprits,
    });
  }
  throw new InfrakitchenError('NotFoundError', {
    code: 'output_not_found',
    message: `'${record.name}' has no output '${name}'`,
    culprits,
  });
}
