import {
  offeredVersions,
  parseResourceAddress,
  type Resource,
  type Template,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { WrittenPlace } from './placeOptions';

/** The records that a form means, by their ids. */
export interface Place {
  template: Template;
  version: TemplateVersion;
  parentIds: string[];
  projectId?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const PAGE = 200;

/**
 * Finds what a form means.
 *
 * @returns nothing where no template is chosen yet.
 * @throws where something that is named is not there, or may not be seen.
 */
export async function resolvePlace(
  api: InfrakitchenApi,
  written: WrittenPlace,
  signal?: AbortSignal,
): Promise<Place | undefined> {
  if (!written.template) {
    return undefined;
  }
  const template = await findTemplate(api, written.template, signal);
  const [version, projectId, ...parents] = await Promise.all([
    findVersion(api, template, written.version, signal),
    written.project && findProjectId(api, written.project, signal),
    ...written.parents.map(parent => findParent(api, parent, signal)),
  ]);
  return {
    template,
    version,
    parentIds: parents.map(({ id }) => id),
    projectId: projectId || undefined,
  };
}

/** Finds a template by its key or id. */
export async function findTemplate(
  api: InfrakitchenApi,
  keyOrId: string,
  signal?: AbortSignal,
): Promise<Template> {
  if (UUID.test(keyOrId)) {
    return api.getTemplate(keyOrId, { signal });
  }
  const { items } = await api.listTemplates(
    { filter: [`key=${keyOrId}`], limit: 1 },
    { signal },
  );
  return items[0] ?? gone(`There is no template with the key '${keyOrId}'`);
}

/** Finds a version by its id, tag or branch; without, the one to recommend. */
export async function findVersion(
  api: InfrakitchenApi,
  template: Template,
  wanted: string | undefined,
  signal?: AbortSignal,
): Promise<TemplateVersion> {
  if (wanted && UUID.test(wanted)) {
    return api.getVersion(wanted, { signal });
  }
  let cursor: string | undefined;
  do {
    const page = await api.listVersions(
      template.id,
      { q: wanted, limit: PAGE, cursor },
      { signal },
    );
    const found = offeredVersions(page.items).find(
      ({ ref }) => !wanted || ref === wanted,
    );
    if (found) {
      return found;
    }
    cursor = page.nextCursor;
  } while (cursor);
  return gone(
    wanted
      ? `The template '${template.key}' has no version '${wanted}' that can be used`
      : `The template '${template.key}' has no version that can be used`,
  );
}

/** Finds a resource by `template/name` or its id. */
export async function findParent(
  api: InfrakitchenApi,
  text: string,
  signal?: AbortSignal,
): Promise<Resource> {
  const address = parseResourceAddress(text);
  if (!address) {
    return UUID.test(text)
      ? api.getResource(text, { signal })
      : gone(`'${text}' is no resource; write template/name`);
  }
  const template = await findTemplate(api, address.templateKey, signal);
  const { items } = await api.listResources(
    {
      filter: [
        `templateId=${template.id}`,
        'living=true',
        `name=${address.name}`,
      ],
      limit: 1,
    },
    { signal },
  );
  return (
    items[0] ??
    gone(
      `There is no ${template.name} called '${address.name}', or you may not see it`,
    )
  );
}

async function findProjectId(
  api: InfrakitchenApi,
  keyOrId: string,
  signal?: AbortSignal,
): Promise<string> {
  if (UUID.test(keyOrId)) {
    return keyOrId;
  }
  const { items } = await api.listProjects(
    { filter: [`key=${keyOrId}`], limit: 1 },
    { signal },
  );
  return items[0]?.id ?? gone(`There is no project with the key '${keyOrId}'`);
}

function gone(message: string): never {
  throw new Error(message);
}
