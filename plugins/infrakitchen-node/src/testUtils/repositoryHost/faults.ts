import { retryAfterOf } from '../../remote';
import { trial, type Has, type WorldRef } from './trial';
import { codeOf } from './world';

export function tryFaults(world: WorldRef, has: Has): void {
  describe('a host that does not work', () => {
    trial(has('api'), 'and throttles says for how long', async () => {
      const { hosted, opened } = await world().opened();
      world().forge.mischief.push({ throttleSeconds: 120 });
      const error = await world()
        .host()
        .pullRequest(hosted, opened.number)
        .catch(failed => failed);
      expect(error.code).toBe('remote_throttled');
      expect(retryAfterOf(error)).toBe(120);
    });

    trial(has('api'), 'for a second is waited for', async () => {
      const { hosted, opened } = await world().opened();
      world().forge.mischief.push({ throttleSeconds: 1, times: 1 });
      await expect(
        world().host().pullRequest(hosted, opened.number),
      ).resolves.toMatchObject({ number: opened.number });
    });

    trial(has('api'), 'and hangs is left in time', async () => {
      const { hosted, opened } = await world().opened();
      world().forge.mischief.push({ reply: 'hang' });
      const began = Date.now();
      await expect(
        codeOf(
          world().host({ timeoutMs: 300 }).pullRequest(hosted, opened.number),
        ),
      ).resolves.toBe('remote_unavailable');
      expect(Date.now() - began).toBeLessThan(5_000);
    });

    trial(has('api'), 'and fails, or answers nonsense, is told', async () => {
      const { hosted, opened } = await world().opened();
      for (const reply of [
        { status: 500, body: 'token-of-writer' },
        { status: 502, body: '<html>' },
        { status: 200, body: '<html>' },
      ]) {
        world().forge.mischief.splice(0, 9, { reply });
        await expect(
          codeOf(world().host().pullRequest(hosted, opened.number)),
        ).resolves.toBe('remote_unavailable');
      }
    });

    trial(
      has('api'),
      'is believed to have merged when it has, though its answer is lost',
      async () => {
        const { hosted, real, opened, head } = await world().opened();
        world().forge.mischief.push({
          when: ({ method, body }) =>
            ['PUT', 'PATCH', 'POST'].includes(method) && body.length > 0,
          ...{ times: 1, isDone: true, reply: { status: 502, body: '' } },
        });
        await expect(
          world()
            .host()
            .mergePullRequest(hosted, opened.number, {
              ...{ headCommit: head, message: 'Merge' },
            }),
        ).resolves.toMatchObject({ state: 'merged' });
        expect(real.pullRequests[0].state).toBe('merged');
      },
    );

    trial(has('api'), 'and takes its time does what was asked', async () => {
      const { hosted, real, opened } = await world().opened();
      real.isSlowToCheck = true;
      world().forge.mischief.push({ delayMs: 100 });
      await expect(
        world().settled(hosted, opened.number),
      ).resolves.toMatchObject({ mergeability: 'mergeable' });
    });
  });
}
