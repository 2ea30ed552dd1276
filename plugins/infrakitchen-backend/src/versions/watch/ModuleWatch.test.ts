import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { join } from 'node:path';
import { ann } from '../../__testUtils__/serviceFixture';
import {
  GitFixture,
  temporaryDirectory,
} from '../../sources/__testUtils__/gitFixtures';
import { createVersionFixture } from '../__testUtils__/createVersionFixture';
import { ModuleWatch } from './ModuleWatch';
import { WatchedVersionStore } from './WatchedVersionStore';

jest.setTimeout(120_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('module watch, %s', database => {
  let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
  let knex: Knex;
  let repository: GitFixture;
  let fixture: Awaited<ReturnType<typeof createVersionFixture>>;
  let templateId: string;
  let count = 0;

  const watchWith = (propose = true) =>
    new ModuleWatch({
      knex,
      store: new WatchedVersionStore(knex),
      sources: fixture.sources,
      versions: fixture.service,
      history: fixture.history,
      settings: { watchMs: 60_000, propose },
      logger: mockServices.logger.mock(),
    });
  const release = async (tag: string, ...force: string[]) => {
    count += 1;
    await repository.commit({
      'main.tf': `variable "name" {}\noutput "id" { value = ${count} }`,
    });
    await repository.git('tag', ...force, tag);
  };
  const versions = async () => {
    const rows = await knex('template_versions')
      .where({ template_id: templateId })
      .orderBy('ref');
    return rows.map(({ ref, lifecycle, moved_to }) => [
      ref,
      lifecycle,
      moved_to,
    ]);
  };

  beforeAll(async () => {
    temporary = await temporaryDirectory();
    knex = await databases.init(database);
  });
  afterAll(() => temporary.remove());

  beforeEach(async () => {
    count += 1;
    const root = join(temporary.path, `case-${count}`);
    repository = await GitFixture.create(join(root, 'modules'));
    fixture = await createVersionFixture(knex, {
      workingDirectory: join(root, 'work'),
      localRoot: root,
    });
    await release('v1.0.0');
    const imported = await fixture.service.importTemplate(
      {
        template: { key: `module${count}`, name: `Module ${count}` },
        version: {
          repositoryUrl: repository.directory,
          refType: 'tag',
          ref: 'v1.0.0',
          variableRules: { name: { label: 'Name' } },
        },
      },
      ann,
    );
    templateId = imported.template.id;
  });
  afterEach(async () => {
    await knex('template_versions').where({ template_id: templateId }).delete();
  });

  it('proposes newer tags as previews, once, with the rules of the last version', async () => {
    for (const tag of ['v0.9.0', 'v1.1.0', 'v2.0.0-rc.1', 'other/v3.0.0']) {
      await release(tag);
    }
    await watchWith().sweep();
    await watchWith().sweep();
    expect(await versions()).toEqual([
      ['v1.0.0', 'active', null],
      ['v1.1.0', 'preview', null],
    ]);
    const { variable_rules: rules, created_by: by } = await knex(
      'template_versions',
    )
      .where({ template_id: templateId, ref: 'v1.1.0' })
      .first();
    expect(JSON.parse(rules)).toEqual({ name: { label: 'Name' } });
    expect(by).toBe('module-watch');
  });

  it('proposes one tag once where several look at the same time', async () => {
    await release('v1.1.0');
    await Promise.all([watchWith().sweep(), watchWith().sweep()]);
    expect(await versions()).toHaveLength(2);
  });

  it('looks at what was pushed to, and at nothing else', async () => {
    await release('v1.1.0');
    const watch = watchWith();
    await watch.pushed({ repositoryUrl: 'not a url' });
    await watch.pushed({ repositoryUrl: `${repository.directory}-other` });
    expect(await versions()).toHaveLength(1);
    await watch.pushed({ repositoryUrl: repository.directory });
    expect(await versions()).toHaveLength(2);
  });

  it('flags a tag that was moved or removed, and keeps that in the trail', async () => {
    await release('v1.0.0', '--force');
    const moved = (await repository.git('rev-parse', 'v1.0.0')).trim();
    await watchWith().sweep();
    await watchWith().sweep();
    expect(await versions()).toEqual([['v1.0.0', 'active', moved]]);
    const version = await knex('template_versions')
      .where({ template_id: templateId })
      .first();
    expect(version.commit_sha).not.toBe(moved);
    const lines = await knex('audit').where({
      entity_id: version.id,
      action: 'version.tag_moved',
    });
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0].detail)).toEqual({
      commitSha: version.commit_sha,
      movedTo: moved,
    });

    await repository.git('tag', '--delete', 'v1.0.0');
    await watchWith().sweep();
    expect(await versions()).toEqual([['v1.0.0', 'active', '']]);

    await repository.git('tag', 'v1.0.0', version.commit_sha);
    await watchWith().sweep();
    expect(await versions()).toEqual([['v1.0.0', 'active', null]]);
  });

  it('takes the flag away with a new analysis', async () => {
    await release('v1.0.0', '--force');
    await watchWith().sweep();
    const { id } = await knex('template_versions')
      .where({ template_id: templateId })
      .first('id');
    expect(await fixture.service.get(id)).toHaveProperty('movedTo');
    await fixture.service.act(id, 'analyse', ann);
    expect((await fixture.service.get(id)).movedTo).toBeUndefined();
    await watchWith().sweep();
    expect((await fixture.service.get(id)).movedTo).toBeUndefined();
  });

  it('tries what cannot be a version once, and goes on with the rest', async () => {
    await repository.commit({ 'main.tf': 'variable "' });
    await repository.git('tag', 'v1.1.0');
    await release('v1.2.0');
    const watch = watchWith();
    const propose = jest.spyOn(fixture.service, 'propose');
    await watch.sweep();
    await watch.sweep();
    expect((await versions()).map(([ref]) => ref)).toEqual([
      'v1.0.0',
      'v1.2.0',
    ]);
    expect(propose.mock.calls.map(([, { ref }]) => ref)).toEqual([
      'v1.2.0',
      'v1.1.0',
    ]);
  });

  it('proposes nothing where that is switched off, nor for a disabled template', async () => {
    await release('v1.1.0');
    await watchWith(false).sweep();
    await knex('templates')
      .where({ id: templateId })
      .update({ enabled: false });
    await watchWith().sweep();
    expect(await versions()).toHaveLength(1);
  });

  it('leaves everything as it is while a repository cannot be reached', async () => {
    await knex('template_versions')
      .where({ template_id: templateId })
      .update({ repository_url: `${repository.directory}-gone` });
    await watchWith().sweep();
    expect(await versions()).toEqual([['v1.0.0', 'active', null]]);
  });
});
