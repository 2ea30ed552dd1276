import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { connectionKinds, type ConnectionKind } from '../access';
import type { AttachedRef } from './attached';
import type { ConnectionBrief } from './AttachedStore';
import type { Entries, ResourceRecord } from './types';

type Connections = Pick<Resource, 'integrations' | 'secrets' | 'storage'>;

/**
 * What resources are connected by, as the API shows it. Who may see a resource
 * may see the names of these too, as in its revisions.
 */
export async function connectionsOf(
  briefs: (kind: ConnectionKind, ids: string[]) => Promise<ConnectionBrief[]>,
  records: Pick<ResourceRecord, 'id' | 'storageId'>[],
  entries: Map<string, Entries>,
): Promise<Map<string, Connections>> {
  const attached = records.map(({ id }) => entries.get(id)?.attached);
  const ids: Record<ConnectionKind, string[]> = {
    integration: idsIn(attached.flatMap(each => each?.integrations ?? [])),
    secret: idsIn(attached.flatMap(each => each?.secrets ?? [])),
    storage: records.flatMap(({ storageId }) => storageId ?? []),
  };
  const found = await Promise.all(
    connectionKinds.map(kind => briefs(kind, ids[kind])),
  );
  const byId = new Map(found.flat().map(brief => [brief.id, brief]));
  const shown = (refs: AttachedRef[] = []) =>
    refs.flatMap(({ id, alias }) => {
      const brief = byId.get(id);
      return brief ? [{ ...brief, ...(alias && { alias }) }] : [];
    });
  return new Map(
    records.map(({ id, storageId }, index) => [
      id,
      {
        integrations: shown(attached[index]?.integrations),
        secrets: shown(attached[index]?.secrets),
        storage: storageId ? byId.get(storageId) : undefined,
      },
    ]),
  );
}

function idsIn(refs: AttachedRef[]): string[] {
  return [...new Set(refs.map(({ id }) => id))];
}
