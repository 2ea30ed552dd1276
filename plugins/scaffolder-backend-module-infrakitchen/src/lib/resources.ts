import {
  parseResourceAddress,
  type Resource,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { invalidInput, notFound } from './errors';
import type { Session } from './Session';

/** A resource by its id, or by its template's key and its name. */
export interface ResourceAddress {
  resourceId?: string;
  template?: string;
  name?: string;
}

/** Stands for a resource that a dry-run of a task would have created. */
export const DRY_RUN_RESOURCE_ID = '00000000-0000-0000-0000-000000000000';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Finds the resource that an action is about. */
export async function findResource(
  session: Session,
  address: ResourceAddress,
): Promise<Resource> {
  const { resourceId, template: key, name } = address;
  if (resourceId) {
    if (!UUID.test(resourceId)) {
      throw invalidInput(
        `'${resourceId}' is not the id of a resource; give its template and name instead`,
        'resourceId',
      );
    }
    return session.client.getResource(resourceId, await session.asInitiator());
  }
  if (!key || !name) {
    throw invalidInput(
      'Say which resource: give its resourceId, or its template and its name',
      'resourceId',
    );
  }
  const template = await findTemplate(session, key);
  const found = await findNamed(session, template.id, name);
  if (!found) {
    throw notFound(
      `There is no resource '${name}' of the template '${key}'`,
      'resource',
      name,
    );
  }
  return found;
}

/** The living resource with a name, or else the newest of the destroyed ones. */
export async function findNamed(
  session: Session,
  templateId: string,
  name: string,
): Promise<Resource | undefined> {
  const newest = async (living: boolean): Promise<Resource | undefined> => {
    const { items } = await session.client.listResources(
      {
        filter: [
          `templateId=${templateId}`,
          `name=${name}`,
          `living=${living}`,
        ],
        orderBy: '-createdAt',
        limit: 1,
      },
      await session.asInitiator(),
    );
    return items[0];
  };
  return (await newest(true)) ?? newest(false);
}

/** Finds a template by its key or id. */
export async function findTemplate(
  session: Session,
  keyOrId: string,
): Promise<Template> {
  if (UUID.test(keyOrId)) {
    return session.client.getTemplate(keyOrId, await session.asInitiator());
  }
  const { items } = await session.client.listTemplates(
    { filter: [`key=${keyOrId}`] },
    await session.asInitiator(),
  );
  if (items.length === 0) {
    throw notFound(
      `There is no template with the key '${keyOrId}'`,
      'template',
      keyOrId,
    );
  }
  return items[0];
}

/** The id of the project with a key or id. */
export async function findProjectId(
  session: Session,
  keyOrId: string,
): Promise<string> {
  if (UUID.test(keyOrId)) {
    return keyOrId;
  }
  const { items } = await session.client.listProjects(
    { filter: [`key=${keyOrId}`] },
    await session.asInitiator(),
  );
  if (items.length === 0) {
    throw notFound(
      `There is no project with the key '${keyOrId}'`,
      'project',
      keyOrId,
    );
  }
  return items[0].id;
}

/** The version with an id, tag or branch; without one, the newest that is active. */
export async function chooseVersion(
  session: Session,
  template: Template,
  wanted: string | undefined,
): Promise<TemplateVersion | undefined> {
  if (template.abstract) {
    return undefined;
  }
  const isId = wanted !== undefined && UUID.test(wanted);
  let cursor: string | undefined;
  do {
    const page = await session.client.listVersions(
      template.id,
      // An id is no part of a version that is searched.
      { q: isId ? undefined : wanted, limit: 200, cursor },
      await session.asInitiator(),
    );
    const found = page.items.find(version =>
      wanted
        ? version.id === wanted || version.ref === wanted
        : isRecommended(version),
    );
    if (found) {
      return found;
    }
    cursor = page.nextCursor;
  } while (cursor);
  throw notFound(
    wanted
      ? `The template '${template.key}' has no version '${wanted}'`
      : `The template '${template.key}' has no version that is active and enabled`,
    'version',
    wanted ?? template.key,
  );
}

function isRecommended(version: TemplateVersion): boolean {
  return (
    version.lifecycle === 'active' &&
    version.enabled &&
    version.status === 'analysed'
  );
}

/** A parent by its id, by `template/name`, or by its template's key and its name. */
export type ParentAddress = string | { template: string; name: string };

/** What the pickers of the forms give is `template/name`. */
function readAddress(text: string): ResourceAddress {
  const address = parseResourceAddress(text);
  return address
    ? { template: address.templateKey, name: address.name }
    : { resourceId: text };
}

/** Ids of parents; in a dry run one of them may not be there yet. */
export async function findParentIds(
  session: Session,
  parents: ParentAddress[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const parent of parents) {
    const address = typeof parent === 'string' ? readAddress(parent) : parent;
    ids.push(
      parent === DRY_RUN_RESOURCE_ID
        ? DRY_RUN_RESOURCE_ID
        : (await findResource(session, address)).id,
    );
  }
  return ids;
}
