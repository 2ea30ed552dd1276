import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createGitWorld } from './__testUtils__/gitWorld';
import { WorkspaceClones } from './WorkspaceClones';

it('removes clones of repositories that are no workspace any more, once nobody is at them', async () => {
  const world = await createGitWorld();
  const directory = join(world.path, 'clones');
  const { sources } = world.createParts();
  const clones = new WorkspaceClones({ git: sources.git, directory });
  const [kept, other] = [
    await world.createRepository(),
    await world.createRepository(),
  ];
  await clones.open(kept.url, 'read');
  const [first] = await readdir(directory);
  await clones.open(other.url, 'read');

  await clones.keepOnly([kept.url]);
  expect(await readdir(directory)).toHaveLength(2);

  const folder = (await readdir(directory)).find(name => name !== first)!;
  const [clone] = (await readdir(join(directory, folder))).filter(name =>
    name.endsWith('.git'),
  );
  const longAgo = new Date(Date.now() - 2 * 60 * 60_000);
  await utimes(join(directory, folder, clone, 'objects'), longAgo, longAgo);
  await clones.keepOnly([kept.url, other.url]);
  expect(await readdir(directory)).toHaveLength(2);
  await clones.keepOnly([kept.url]);
  expect(await readdir(directory)).toHaveLength(1);

  const again = await clones.open(other.url, 'read');
  expect(await again.heads(['main'])).toEqual(
    new Map([['main', expect.any(String)]]),
  );
  await world.stop();
});
