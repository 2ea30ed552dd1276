import { engineLock, lockByFile, stateLockedError } from './engineLock';

function memoryFiles() {
  const kept = new Map<string, string>();
  return {
    kept,
    async create(name: string, content: string) {
      if (kept.has(name)) {
        return false;
      }
      kept.set(name, content);
      return true;
    },
    read: async (name: string) => kept.get(name),
    async remove(name: string) {
      kept.delete(name);
    },
  };
}

const names = { file: 'a.lock', path: 'states/a' };

it('lockByFile gives a lock once, and again when it was let go', async () => {
  const files = memoryFiles();
  const unlock = await lockByFile(files, names);
  await expect(lockByFile(files, names)).rejects.toMatchObject({
    code: 'state_locked',
    message: expect.stringMatching(
      /'states\/a' is locked by infrakitchen since/,
    ),
  });
  await unlock();
  expect(files.kept.size).toBe(0);
  await (
    await lockByFile(files, names)
  )();
});

it('lockByFile leaves a lock alone that somebody else has taken since', async () => {
  const files = memoryFiles();
  const unlock = await lockByFile(files, names);
  files.kept.set('a.lock', 'of somebody else');
  await unlock();
  expect(files.kept.get('a.lock')).toBe('of somebody else');
});

it.each([undefined, 'not JSON', '{}', 'null', '{"Who":1,"Created":2}'])(
  'stateLockedError does without a description: %j',
  description => {
    expect(stateLockedError('a', description).message).toContain(
      'by somebody else',
    );
  },
);

it('engineLock has the members that the engine reads', () => {
  expect(JSON.parse(engineLock('states/a', 'id-1'))).toEqual({
    ID: 'id-1',
    Operation: 'infrakitchen',
    Info: '',
    Who: 'infrakitchen',
    Version: '',
    Created: expect.stringMatching(/^\d{4}-.*Z$/),
    Path: 'states/a',
  });
});

it('lockByFile gives a lock again to whoever asks under its id', async () => {
  const files = memoryFiles();
  const mine = { ...names, lockId: '0b0c4f3a-8c80-4f0e-9a3e-5f3a2d9d4c11' };
  await lockByFile(files, mine);
  const held = files.kept.get('a.lock');
  const unlock = await lockByFile(files, mine);
  expect(files.kept.get('a.lock')).toBe(held);
  await expect(
    lockByFile(files, { ...names, lockId: 'another' }),
  ).rejects.toMatchObject({ code: 'state_locked' });
  await unlock();
  expect(files.kept.size).toBe(0);
});
