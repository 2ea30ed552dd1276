import { existsSync } from 'node:fs';
import { mkdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from './__testUtils__/gitFixtures';
import { withDirectoryLock } from './directoryLock';

describe('withDirectoryLock', () => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let path: string;

  beforeEach(async () => {
    temporary = await temporaryDirectory();
    path = join(temporary.path, 'lock');
  });

  afterEach(async () => {
    await temporary.remove();
  });

  it('lets one at a time do its work', async () => {
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 6 }, () =>
        withDirectoryLock(path, async () => {
          running += 1;
          most = Math.max(most, running);
          await sleep(5);
          running -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it('frees the lock when the work fails', async () => {
    await expect(
      withDirectoryLock(path, async () => {
        throw new Error('failed');
      }),
    ).rejects.toThrow('failed');
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a holder that died', async () => {
    await mkdir(path);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path, longAgo, longAgo);
    await expect(withDirectoryLock(path, async () => 'done')).resolves.toBe(
      'done',
    );
  });

  it('does not take over from a holder that shows signs of life', async () => {
    let finished = false;
    const options = { heartbeatMs: 20, staleMs: 150 };
    const long = withDirectoryLock(
      path,
      async () => {
        await sleep(500);
        finished = true;
      },
      options,
    );
    await sleep(20);
    await expect(
      withDirectoryLock(path, async () => finished, options),
    ).resolves.toBe(true);
    await long;
  });

  it('goes on without the lock after a while', async () => {
    await mkdir(path);
    await expect(
      withDirectoryLock(path, async () => 'done', { patienceMs: 100 }),
    ).resolves.toBe('done');
    expect(existsSync(path)).toBe(true);
  });
});
