import {
  InfrakitchenError,
  type InfrakitchenErrorName,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { listNames, type Sample } from '../database';
import { projectCulprit, type ProjectRecord } from './types';

type Named = Pick<ProjectRecord, 'id' | 'name'>;

/** The error for an unknown id, and for one that the caller may not see. */
export function projectNotFound(
  id: string,
  name: InfrakitchenErrorName = 'NotFoundError',
): InfrakitchenError {
  return new InfrakitchenError(name, {
    code: 'project_not_found',
    message: `There is no project with the id '${id}'`,
    culprits: [{ kind: 'project', id }],
  });
}

/** The error for a project that takes no resources. */
export function projectDisabled(project: Named): InfrakitchenError {
  return new InfrakitchenError('ConflictError', {
    code: 'project_disabled',
    message: `The project '${project.name}' is disabled: resources can neither enter nor leave it. Enable it first`,
    culprits: [projectCulprit(project)],
  });
}

/** Why a project cannot be deleted. */
export function hasResources(
  project: Named,
  resources: Sample,
): InfrakitchenError {
  const { items, total } = resources;
  return new InfrakitchenError('ConflictError', {
    code: 'has_resources',
    message: `'${project.name}' cannot be deleted: ${listNames(resources)} ${
      total === 1 ? 'is' : 'are'
    } in it. Move or delete what is in it first`,
    culprits: items.map(({ id, name }) => ({ kind: 'resource', id, name })),
  });
}
