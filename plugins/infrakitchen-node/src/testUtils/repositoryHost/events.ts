import type { RepositoryEvent } from '../../git';
import { trial, type Has, type WorldRef } from './trial';

export function tryEvents(world: WorldRef, has: Has): void {
  const listen = (): RepositoryEvent[] => {
    const heard: RepositoryEvent[] = [];
    const { readEvent, vendor } = world().subject;
    world().forge.webhooks.targets.push({
      vendor: vendor!,
      secret: 'webhook-secret',
      to({ headers, body }) {
        const payload = JSON.parse(body);
        const event = readEvent!({ payload, metadata: headers });
        if (event) {
          heard.push(event);
        }
      },
    });
    return heard;
  };
  const isAbout = (
    event: RepositoryEvent,
    { id, cloneUrl }: { id: string; cloneUrl: string },
  ) =>
    event.repositoryId === id ||
    (event.repositoryId === undefined && event.repositoryUrl === cloneUrl);

  describe('webhooks', () => {
    trial(
      has('api'),
      'lead to the repository and the pull request',
      async () => {
        const { hosted, real } = await world().repository();
        const head = await world().change(real, 'b', 'b.tf');
        const heard = listen();
        const opened = await world().open(hosted, 'b');
        await world().forge.webhooks.idle();
        const pullRequest = real.pullRequest(opened.number);
        pullRequest.approve(world().user('reviewer'));
        real.setCheck(head, 'validate', 'passed');
        await pullRequest.merge(world().user('reviewer'));
        await world().forge.webhooks.idle();
        expect(heard.every(event => isAbout(event, hosted))).toBe(true);
        const about = heard.filter(
          event => event.pullRequest === opened.number,
        );
        // Opened, approved and merged, at least.
        expect(about.length).toBeGreaterThanOrEqual(3);
        expect(heard.flatMap(({ refs = [] }) => refs)).toContain(
          'refs/heads/main',
        );
      },
    );

    trial(has('api'), 'lead to tags and branches that moved', async () => {
      const { hosted, real } = await world().repository();
      const heard = listen();
      const before = await real.git.refs();
      await real.git.git(['tag', 'v1.0.0', 'main']);
      await world().change(real, 'feature/x', 'x.tf');
      await real.pushed(
        before,
        await real.git.refs(),
        world().user('reviewer'),
      );
      await world().forge.webhooks.idle();
      const refs = heard
        .filter(event => isAbout(event, hosted))
        .flatMap(event => event.refs ?? []);
      expect(refs.sort()).toEqual(['refs/heads/feature/x', 'refs/tags/v1.0.0']);
    });

    trial(has('api'), 'of any other kind are nothing', async () => {
      const { readEvent } = world().subject;
      for (const payload of [
        undefined,
        null,
        'text',
        7,
        [],
        {},
        { repository: null },
        { repository: { id: { $ne: 1 } }, resource: [], object_kind: {} },
        { repository: { id: -1, uuid: 7 }, project: { id: 'x' } },
      ]) {
        for (const metadata of [
          {},
          { 'x-github-event': 'push', 'x-gitlab-event': 'Push Hook' },
          { 'x-event-key': ['repo:push', 'repo:push'] },
        ]) {
          expect(readEvent!({ payload, metadata })).toBeUndefined();
        }
      }
    });
  });
}
