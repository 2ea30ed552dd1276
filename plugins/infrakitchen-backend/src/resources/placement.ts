import type { Knex } from 'knex';
import type {
  ResourceInput,
  ResourcePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';
import {
  projectDisabled,
  projectNotFound,
  type ProjectGate,
  type ProjectStore,
} from '../projects';
import type { HierarchyStore } from './HierarchyStore';
import type { ParentGate } from './ParentGate';
import { parentNotFound } from './problems';
import type { ResourceStore } from './ResourceStore';
import type { ResourceRecord } from './types';

/** The project that all of these are in, if there is one. */
export function commonProject(
  parents: Pick<ResourceRecord, 'projectId'>[],
): string | undefined {
  const [first] = parents;
  return parents.every(parent => parent.projectId === first.projectId)
    ? first?.projectId
    : undefined;
}

/**
 * Keeps projects enabled until the end of the transaction.
 *
 * @throws `project_not_found` or `project_disabled`
 */
export async function holdEnabled(
  projects: ProjectStore,
  tx: Knex.Transaction,
  ids: (string | undefined)[],
): Promise<void> {
  const wanted = ids.filter(id => id !== undefined);
  if (wanted.length === 0) {
    return;
  }
  const held = await projects.hold(tx, wanted);
  for (const id of wanted) {
    const project = held.get(id);
    if (!project) {
      throw projectNotFound(id, 'InputError');
    }
    if (!project.enabled) {
      throw projectDisabled(project);
    }
  }
}

/** A child may be where its parents are; elsewhere takes rights there. */
export async function assertMayPlace(
  deps: { resources: ResourceStore; gate: ProjectGate },
  { projectId, parentIds = [] }: ResourceInput,
  { credentials }: CallOptions,
): Promise<void> {
  if (!projectId) {
    return;
  }
  const parents = await deps.resources.getMany(parentIds);
  if (commonProject(parents) !== projectId) {
    await deps.gate.assertMayUse(projectId, credentials);
  }
}

/** A move takes rights on the project that is left and on the new one. */
export async function assertMayMove(
  gate: ProjectGate,
  { projectId }: Pick<ResourceRecord, 'projectId'>,
  { projectId: target }: ResourcePatch,
  { credentials }: CallOptions,
): Promise<void> {
  if (target === undefined || (target ?? undefined) === projectId) {
    return;
  }
  for (const side of [projectId, target]) {
    if (side) {
      await gate.assertMayUse(side, credentials);
    }
  }
}

/**
 * Other parents take rights at each of them, as creating a resource there does.
 *
 * @returns the parents that the resource has now.
 */
export async function assertMayJoin(
  deps: {
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    parentGate: ParentGate;
  },
  record: ResourceRecord,
  { parentIds: wanted, projectId }: ResourcePatch,
  { credentials, scope }: CallOptions,
): Promise<string[]> {
  const parents = (await deps.hierarchy.parents([record.id])).get(record.id)!;
  const parentIds = parents.map(({ id }) => id);
  const joining = (wanted ?? []).filter(id => !parentIds.includes(id));
  if (joining.length === 0) {
    return parentIds;
  }
  const known = scope
    ? await deps.resources.seen(joining, scope)
    : new Set(joining);
  const unknown = joining.find(id => !known.has(id));
  if (unknown) {
    throw parentNotFound(unknown);
  }
  const place = projectId === undefined ? record.projectId : projectId;
  await deps.parentGate.assertMayJoin(
    { templateId: record.templateId, projectId: place ?? undefined },
    joining,
    credentials,
  );
  return parentIds;
}
