import {
  InfrakitchenError,
  type Culprit,
  type InfrakitchenErrorName,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { listNames, type Sample } from '../database';
import { templateCulprit, type TemplateRecord } from './types';

export function templateNotFound(
  id: string,
  name: InfrakitchenErrorName = 'NotFoundError',
): InfrakitchenError {
  return new InfrakitchenError(name, {
    code: 'template_not_found',
    message: `There is no template with the id '${id}'`,
    culprits: [{ kind: 'template', id }],
  });
}

export function parentDisabled(
  parent: Pick<TemplateRecord, 'id' | 'name'>,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'template_disabled',
    message: `The template '${parent.name}' is disabled and cannot become a parent; enable it first`,
    culprits: [templateCulprit(parent)],
  });
}

/** @param path - the circle, with the template at both ends. */
export function templateCycle(
  path: { id: string; name: string }[],
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'template_cycle',
    message: `A template cannot be above itself: ${path
      .map(({ name }) => `'${name}'`)
      .join(' has the parent ')}`,
    culprits: path.slice(0, -1).map(templateCulprit),
  });
}

export function templateInUse(
  template: Pick<TemplateRecord, 'name'>,
  lacking: Sample,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'template_in_use',
    message: `'${template.name}' cannot get the new parents: ${describe(
      lacking,
      'living resource',
    )} would lack a parent`,
    culprits: culpritsOf('resource', lacking),
  });
}

/** Why a template cannot be deleted, by what still depends on it. */
export function templateHas(
  what: 'children' | 'resources' | 'versions',
  template: Pick<TemplateRecord, 'name'>,
  dependants: Sample,
): InfrakitchenError {
  const nouns = {
    children: { kind: 'template', noun: 'child template' },
    resources: { kind: 'resource', noun: 'resource' },
    versions: { kind: 'version', noun: 'version' },
  } as const;
  const { kind, noun } = nouns[what];
  return new InfrakitchenError('ConflictError', {
    code: `template_has_${what}`,
    message: `'${template.name}' cannot be deleted: it has ${describe(
      dependants,
      noun,
    )}. Delete what depends on it first`,
    culprits: culpritsOf(kind, dependants),
  });
}

export function templateEnabled(
  template: Pick<TemplateRecord, 'id' | 'name'>,
): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'template_enabled',
    message: `'${template.name}' is enabled; disable it before it is deleted`,
    culprits: [templateCulprit(template)],
  });
}

/** @throws ConflictError `stale_revision` where the caller has seen another revision. */
export function assertRevision(
  record: { name: string; revision: number; culprit: Culprit },
  seen: number | undefined,
): void {
  if (seen !== undefined && seen !== record.revision) {
    throw new InfrakitchenError('ConflictError', {
      code: 'stale_revision',
      message: `'${record.name}' was changed in the meantime: it has revision ${record.revision}, not ${seen}. Reload it and try again`,
      culprits: [record.culprit],
    });
  }
}

function describe(found: Sample, noun: string): string {
  return `${found.total} ${plural(noun, found.total)} (${listNames(found)})`;
}

function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`;
}

function culpritsOf(kind: Culprit['kind'], { items }: Sample): Culprit[] {
  return items.map(({ id, name }) => ({ kind, id, name }));
}
