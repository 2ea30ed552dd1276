import {
  InfrakitchenError,
  type ConnectionKind,
  type ConnectionsProposal,
  type InfrakitchenClient,
  type RequestOptions,
} from '../api';

/** What aliases of integrations are like; a regular expression of any engine. @public */
export const integrationAliasPattern = '^[a-z][a-z0-9_]*$';

/**
 * How a form writes down an integration: by its name, and `name as alias` where
 * it has one. As an object it may have any name. Ids are understood as well.
 *
 * @public
 */
export type WrittenIntegration = string | NamedIntegration;

/** An integration by its name or id, with its alias. @public */
export type NamedIntegration = { name: string; alias?: string };

const AS = ' as ';
const ALIAS = new RegExp(integrationAliasPattern);

/** Writes an integration down so that people can read it. @public */
export function formatIntegration(given: NamedIntegration): WrittenIntegration {
  const { name, alias } = given;
  if (name.includes(AS) || (alias && !ALIAS.test(alias))) {
    return given;
  }
  return alias ? `${name}${AS}${alias}` : name;
}

/** Reads what {@link formatIntegration} wrote. @public */
export function parseIntegration(
  written: WrittenIntegration,
): NamedIntegration {
  if (typeof written !== 'string') {
    return written;
  }
  const [name, alias, ...more] = written.split(AS);
  return alias && more.length === 0 ? { name, alias } : { name: written };
}

/**
 * What a form says that a resource is connected by, and where its state and
 * code are kept, by what people know them by.
 *
 * @public
 */
export interface WrittenConnections {
  integrations?: WrittenIntegration[];
  secrets?: string[];
  storage?: string;
  workspace?: string;
}

type Finder = Pick<InfrakitchenClient, 'listConnections' | 'listWorkspaces'>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** As many as are asked for at once; no list of a resource is longer. */
const MAX_NAMES = 40;

/**
 * Finds what a form means, with one request for each kind; what is absent stays
 * absent.
 *
 * @throws InfrakitchenError `integration_not_found` and the like for what is not
 * there or may not be seen, `ambiguous_name` where several workspaces have a
 * name.
 * @public
 */
export async function resolveConnections(
  client: Finder,
  written: WrittenConnections,
  options?: RequestOptions,
): Promise<ConnectionsProposal> {
  const refs = written.integrations?.map(parseIntegration);
  const idsOf = (kind: ConnectionKind, names: string[] = []) =>
    findIds(kind, names, filter =>
      client.listConnections(kind, { filter, limit: MAX_NAMES }, options),
    );
  const { secrets, storage, workspace } = written;
  const [integrationIds, secretIds, [storageId], [workspaceId]] =
    await Promise.all([
      idsOf(
        'integration',
        refs?.map(({ name }) => name),
      ),
      idsOf('secret', secrets),
      idsOf('storage', storage ? [storage] : []),
      findIds('workspace', workspace ? [workspace] : [], filter =>
        client.listWorkspaces({ filter, limit: MAX_NAMES }, options),
      ),
    ]);
  return {
    ...(refs && {
      integrations: refs.map(({ alias }, index) => ({
        id: integrationIds[index],
        ...(alias && { alias }),
      })),
    }),
    ...(secrets && { secretIds }),
    ...(storageId && { storageId }),
    ...(workspaceId && { workspaceId }),
  };
}

/** Ids of names, in their order; an id stands for itself. */
async function findIds(
  kind: ConnectionKind | 'workspace',
  written: string[],
  list: (
    filter: string[],
  ) => Promise<{ items: { id: string; name: string }[] }>,
): Promise<string[]> {
  const names = new Set(written.filter(text => !UUID.test(text)));
  const { items } =
    names.size > 0
      ? await list([...names].map(name => `name=${name}`))
      : { items: [] };
  return written.map(text => {
    if (!names.has(text)) {
      return text;
    }
    const found = items.filter(({ name }) => name === text);
    if (found.length === 1) {
      return found[0].id;
    }
    throw found.length > 1
      ? new InfrakitchenError('ConflictError', {
          code: 'ambiguous_name',
          message: `${found.length} ${kind}s are called '${text}'; give the id of the one that is meant`,
          culprits: found.map(({ id, name }) => ({ kind, id, name })),
        })
      : new InfrakitchenError('NotFoundError', {
          code: `${kind}_not_found`,
          message: `There is no ${kind} called '${text}', or you may not see it`,
          culprits: [{ kind, name: text }],
        });
  });
}
