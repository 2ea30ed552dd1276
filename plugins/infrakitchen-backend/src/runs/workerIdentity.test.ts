import fs, { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deferred } from '../__testUtils__/until';
import { acquireWorkerIdentity, type WorkerIdentity } from './workerIdentity';

/** Of a process that cannot be there. */
const gone = '4194304 1 1';

describe('the identity of a worker', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'identity-'));
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await rm(directory, { recursive: true, force: true });
  });

  it('is that of a process that has ended', async () => {
    const slot = path.join(directory, 'worker-0');
    await mkdir(slot);
    await writeFile(path.join(slot, 'pid'), gone);
    await writeFile(path.join(slot, 'id'), 'before');
    expect(await acquireWorkerIdentity(directory)).toEqual({
      id: 'before',
      directory: slot,
    });
    const other = await acquireWorkerIdentity(directory);
    expect(other.directory).toBe(path.join(directory, 'worker-1'));
  });

  it('is taken over by one of those that begin at the same moment', async () => {
    const slot = path.join(directory, 'worker-0');
    await mkdir(slot);
    await writeFile(path.join(slot, 'pid'), gone);
    const first = deferred<WorkerIdentity>();
    const write = fs.writeFile;
    const written = jest.spyOn(fs, 'writeFile');
    written.mockImplementation(async (file, ...rest) => {
      const isFirst = written.mock.calls.every(
        ([other], index) =>
          index === written.mock.calls.length - 1 || other !== file,
      );
      if (!isFirst) {
        // The slower one goes on when the other is sure already.
        await first.promise;
      }
      await write(file, ...rest);
    });
    const taken = Array.from({ length: 2 }, () =>
      acquireWorkerIdentity(directory),
    );
    first.resolve(await Promise.race(taken));
    const slots = (await Promise.all(taken)).map(each => each.directory);
    expect(slots.sort()).toEqual([slot, path.join(directory, 'worker-1')]);
  });

  it('is free again after one that died while it took it over', async () => {
    const slot = path.join(directory, 'worker-0');
    await mkdir(slot);
    await writeFile(path.join(slot, 'pid'), gone);
    await writeFile(path.join(slot, 'pid.next'), gone);
    await acquireWorkerIdentity(directory);
    await expect(acquireWorkerIdentity(directory)).resolves.toMatchObject({
      directory: slot,
    });
  });
});
