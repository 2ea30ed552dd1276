import { basicGitCredentials } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGitWorld, type HostedFixture } from './__testUtils__/gitWorld';
import type { WorkspaceGit } from './types';

const reader = basicGitCredentials('x', 'canary-read');
const writer = basicGitCredentials('x', 'canary-write');

const publish = (git: WorkspaceGit, { url }: Pick<HostedFixture, 'url'>) =>
  git.publish({
    url,
    baseBranch: 'main',
    branch: 'update_orders',
    folder: 'database/orders',
    files: { 'main.tf': '# one\n' },
    author: { name: 'Developer', email: 'developer@example.com' },
    message: 'Update orders',
  });

async function worldWith(
  options: Parameters<typeof createGitWorld>[0],
  work: (world: Awaited<ReturnType<typeof createGitWorld>>) => Promise<void>,
) {
  const world = await createGitWorld(options);
  try {
    await work(world);
  } finally {
    await world.stop();
  }
}

/** As hosts protect branches. */
async function protect(repository: HostedFixture, script: string) {
  const hook = join(repository.directory, 'hooks', 'pre-receive');
  await mkdir(join(repository.directory, 'hooks'), { recursive: true });
  await writeFile(hook, `#!/bin/sh\n${script}\n`);
  await chmod(hook, 0o755);
}

describe('a host that does not take what is pushed', () => {
  it('signs in to push with the credentials that may', async () => {
    const asked: string[] = [];
    await worldWith(
      {
        serve: { pushAuthorization: writer.authorization },
        credentials: {
          async credentialsFor(_, access) {
            asked.push(access);
            return access === 'write' ? writer : reader;
          },
        },
      },
      async world => {
        const repository = await world.createRepository();
        const git = world.createGit();
        await publish(git, repository);
        expect(new Set(asked)).toEqual(new Set(['write']));
        await git.heads(repository.url, ['main']);
        expect(asked.at(-1)).toBe('read');
        expect(JSON.stringify(world.logger.warn.mock.calls)).not.toContain(
          'canary',
        );
      },
    );
  });

  it('says that credentials may only read', async () => {
    await worldWith(
      {
        serve: { pushAuthorization: writer.authorization },
        credentials: { credentialsFor: async () => reader },
      },
      async world => {
        const repository = await world.createRepository();
        await expect(
          publish(world.createGit(), repository),
        ).rejects.toMatchObject({
          name: 'NotAllowedError',
          code: 'push_refused',
          message: expect.stringMatching(/credentials may not push/),
          culprits: [{ kind: 'repository', name: repository.url }],
        });
      },
    );
  });

  it('says that there are no credentials', async () => {
    await worldWith({ serve: {} }, async world => {
      await expect(
        publish(world.createGit(), await world.createRepository()),
      ).rejects.toMatchObject({
        code: 'push_refused',
        message: expect.stringMatching(/no integration for its host/),
      });
    });
  });

  it('passes on why a branch is protected, without what it was sent', async () => {
    await worldWith(
      {
        serve: { pushAuthorization: writer.authorization },
        credentials: { credentialsFor: async () => writer },
      },
      async world => {
        const repository = await world.createRepository();
        await protect(
          repository,
          'echo "GH006: Protected branch; you sent canary-write"; printf "\\033[31mred"; exit 1',
        );
        const error = await publish(world.createGit(), repository).catch(
          thrown => thrown,
        );
        expect(error).toMatchObject({
          code: 'push_refused',
          message: expect.stringMatching(
            /pre-receive hook declined \(it says: GH006: Protected branch; you sent \*\*\*/,
          ),
        });
        expect(error.message).not.toContain('\u001b');
        expect(
          JSON.stringify([error, world.logger.warn.mock.calls]),
        ).not.toContain('canary');
      },
    );
  });

  it.each([
    [429, 'repository_throttled'],
    [503, 'repository_unreachable'],
    [404, 'repository_not_found'],
  ])('tells %i from a refusal', async (status, code) => {
    let fails = false;
    await worldWith(
      {
        serve: {
          pushAuthorization: 'anyone',
          fail: () => (fails ? status : undefined),
        },
      },
      async world => {
        const repository = await world.createRepository();
        fails = true;
        await expect(
          publish(world.createGit(), repository),
        ).rejects.toMatchObject({ code });
        fails = false;
        await expect(
          publish(world.createGit(), repository),
        ).resolves.toMatchObject({ changed: true });
      },
    );
  });

  it('goes on where the answer to a push was lost', async () => {
    let lose = true;
    await worldWith(
      {
        serve: {
          pushAuthorization: 'anyone',
          loseAnswer: request => {
            const lost = lose && request.url!.endsWith('git-receive-pack');
            lose &&= !(lost && request.method === 'POST');
            return lost && request.method === 'POST';
          },
        },
      },
      async world => {
        const repository = await world.createRepository();
        const git = world.createGit();
        const { commit } = await publish(git, repository);
        expect(lose).toBe(false);
        expect(await repository.git('rev-parse', 'update_orders')).toBe(commit);
      },
    );
  });
});
