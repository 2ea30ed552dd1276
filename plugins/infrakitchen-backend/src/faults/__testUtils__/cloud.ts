import type { World } from '../../__testUtils__/startPortal';
import { until } from './until';

/** An object as the demo cloud's admin interface shows it. */
export interface CloudObject {
  id: string;
  kind: string;
  attributes: Record<string, unknown>;
}

/** What befalls operations; see the README of the demo cloud. */
export interface Fault {
  type: 'slow' | 'fail' | 'throttle' | 'forget';
  kind?: string;
  operation?: 'create' | 'read' | 'update' | 'delete' | 'list';
  times?: number;
  delayMs?: number;
  status?: number;
  message?: string;
  retryAfterSeconds?: number;
}

/** The demo cloud of a world, from behind the scenes. */
export function adminOf(world: World) {
  const send = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${world.cloud.url}/admin${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${await response.text()}`);
    }
    return response.status === 204 ? undefined : response.json();
  };
  const objects = async (): Promise<CloudObject[]> =>
    ((await send('GET', '/objects')) as { items: CloudObject[] }).items;
  return {
    suffer: (...faults: Fault[]) => send('PUT', '/faults', { faults }),
    /** Waits until every fault has struck as often as it should. */
    struck: () =>
      until('the faults of the cloud to strike', async () => {
        const left = (await send('GET', '/faults')) as { faults: Fault[] };
        return left.faults.length === 0;
      }),
    clear: async () => {
      await send('PUT', '/faults', { faults: [] });
      await send('DELETE', '/objects');
    },
    objects,
    /** Objects with a name, of which there should be one at most. */
    named: async (name: string) =>
      (await objects()).filter(({ attributes }) => attributes.name === name),
    /** Removes an object behind everybody's back. */
    remove: ({ kind, id }: CloudObject) =>
      send('DELETE', `/objects/${kind}s/${id}`),
    tamper: ({ kind, id }: CloudObject, changes: object) =>
      send('PATCH', `/objects/${kind}s/${id}`, changes),
  };
}
