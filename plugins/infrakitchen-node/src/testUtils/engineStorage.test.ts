import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorageProvider } from '../storages';
import { createProviderContext } from './context';
import { checkStorageWithEngine } from './engineStorage';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'infrakitchen-storage-test-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A storage that does everything wrong that the check is there to find. */
function brokenProvider(): StorageProvider {
  return {
    key: 'broken',
    title: 'Broken',
    schema: { type: 'object', properties: {}, additionalProperties: false },
    backend: () => ({
      type: 'local',
      config: { path: join(folder, 'hunter2-hunter2.tfstate') },
    }),
    environmentNames: () => [],
    credentials: async () => ({
      environment: {},
      secrets: ['hunter2-hunter2'],
    }),
    readState: async () => undefined,
    writeState: async () => {},
    removeState: async () => {},
    lock: async () => async () => {},
  };
}

it('finds a lock that the engine does not see, a secret in what is stored, and a state that is elsewhere', async () => {
  const context = createProviderContext();
  expect(
    await checkStorageWithEngine(brokenProvider(), {
      ...context,
      config: {},
      key: 'a',
    }),
  ).toEqual([
    'the engine does not find a lock that is held',
    'a secret stands in what the engine writes',
    'the state is not where it is read',
  ]);
  const state = await readFile(join(folder, 'hunter2-hunter2.tfstate'), 'utf8');
  expect(state).toContain('kept by the engine');
  await context.outbound.close();
}, 60_000);
