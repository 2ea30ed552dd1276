import { TestDatabases } from '@backstage/backend-test-utils';
import type { Template } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { addVersion } from '../__testUtils__/serviceRecords';
import { temporaryDirectory } from '../sources/__testUtils__/gitFixtures';
import {
  createVersionFixture,
  type VersionFixture,
} from './__testUtils__/createVersionFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const MANY = 1_200;

/** The few that differ from the rest, by how new they are. */
const special: Record<number, object> = {
  0: { ref: 'v1.0.0', commit_sha: null },
  7: { path: 'modules/Edge_Router' },
  9: { description: 'With IPv6 at 100%' },
  11: { commit_sha: `beef${'0'.repeat(36)}` },
};

describe.each(databases.eachSupportedId())(
  'search in many versions, %s',
  database => {
    let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;
    let fixture: VersionFixture;
    let network: Template;
    let other: Template;

    beforeAll(async () => {
      temporary = await temporaryDirectory();
      fixture = await createVersionFixture(await databases.init(database), {
        workingDirectory: join(temporary.path, 'work'),
        localRoot: join(temporary.path, 'repositories'),
      });
      network = await fixture.create('network');
      other = await fixture.create('other');
      await fill(network, MANY);
      await fill(other, 20);
    });

    afterAll(async () => {
      await temporary.remove();
    });

    /** Puts copies of one version into a template, each newer than the one before. */
    async function fill(template: Template, count: number) {
      const { knex } = fixture;
      const { id } = await addVersion(fixture, template);
      const row = await knex('template_versions').where({ id }).first();
      await knex('template_versions').where({ id }).delete();
      await knex.batchInsert(
        'template_versions',
        Array.from({ length: count }, (_, i) => ({
          ...row,
          id: randomUUID(),
          ref: `v2.${i}.0`,
          commit_sha: `f00d${String(i).padStart(36, '0')}`,
          description: 'Subnets',
          created_at: i,
          ...special[i],
        })),
        40,
      );
    }

    const search = (q: string, limit = 200, cursor?: string) =>
      fixture.service.list(network.id, { q, limit, cursor });

    it.each([
      ['a tag, however old it is', 'V1.0', ['v1.0.0']],
      ['a path', 'edge_', ['v2.7.0']],
      ['a description', ' ipv6 ', ['v2.9.0']],
      ['a wildcard as it is written', '0%', ['v2.9.0']],
      ['the beginning of a commit', 'BEEF0', ['v2.11.0']],
      ['no middle of a commit', 'eef0', []],
      ['no commit by too few digits', 'bee', []],
      ['nothing else', 'v3', []],
    ])('finds %s', async (_, q, expected) => {
      const { items, nextCursor } = await search(q);
      expect(items.map(({ ref }) => ref)).toEqual(expected);
      expect(nextCursor).toBeUndefined();
    });

    it('takes an empty text for none', async () => {
      const { items } = await search('  ', 2);
      expect(items.map(({ ref }) => ref)).toEqual(['v2.1199.0', 'v2.1198.0']);
    });

    it('pages through what it finds, and stays in the template', async () => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await search('f00d', 200, cursor);
        found.push(...page.items.map(({ ref }) => ref));
        cursor = page.nextCursor;
      } while (cursor);
      expect(new Set(found).size).toBe(found.length);
      expect(found).toHaveLength(MANY - 2);
      expect(found).not.toContain('v1.0.0');
    });

    it('asks once for the versions, in the order of their index', async () => {
      const statements = async (q: string, limit: number) => {
        const sent: { sql: string; bindings: any[] }[] = [];
        const listener = (query: any) => sent.push(query);
        fixture.knex.on('query', listener);
        await search(q, limit);
        fixture.knex.removeListener('query', listener);
        return sent;
      };
      const many = await statements('f00d', 200);
      expect(await statements('v1.0', 1)).toHaveLength(many.length);
      const searches = many.filter(({ sql }) => /like/.test(sql));
      expect(searches).toHaveLength(1);
      const [{ sql, bindings }] = searches;
      await fixture.knex.raw('analyze');
      const plan = JSON.stringify(
        await fixture.knex.raw(
          `explain ${database === 'SQLITE_3' ? 'query plan' : ''} ${sql.replace(
            /\$\d+/g,
            '?',
          )}`,
          bindings,
        ),
      );
      expect(plan).toMatch(
        /using (index )?template_versions_template_id_created_at_id_index/i,
      );
      expect(plan).not.toMatch(/temp b-tree|sort/i);
    });
  },
);
