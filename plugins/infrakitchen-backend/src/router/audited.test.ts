import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import infrakitchenModuleTerraform from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-terraform';
import type { AuditEntry } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { createServices } from '../__testUtils__/serviceFixture';
import { startApi, type Api } from '../__testUtils__/startApi';
import {
  startStateServer,
  type StateServer,
} from '../__testUtils__/stateServer';
import {
  GitFixture,
  temporaryDirectory,
} from '../sources/__testUtils__/gitFixtures';
import {
  createMutationRows,
  nobody,
  type Given,
  type Row,
} from './__testUtils__/mutationRows';
import { mutations, type Call } from './__testUtils__/mutations';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'every operation leaves a line in the trail, %s',
  database => {
    let rows: Record<string, Row>;
    let api: Api;
    let server: StateServer;
    let temporary: Awaited<ReturnType<typeof temporaryDirectory>>;

    beforeAll(async () => {
      server = await startStateServer({
        username: 'portal',
        password: 'first-secret',
      });
      temporary = await temporaryDirectory();
      const repository = await GitFixture.create(join(temporary.path, 'repo'));
      await repository.commit({ 'main.tf': 'variable "name" {}' });
      await repository.git('tag', 'v1.0.0');
      const knex: Knex = await databases.init(database);
      const services = await createServices(knex);
      api = await startApi({
        knex,
        features: [infrakitchenModuleTerraform],
        principals: [
          { kind: 'User', name: 'known' },
          { kind: 'User', name: 'ann' },
        ],
        settings: {
          workingDirectory: join(temporary.path, 'work'),
          git: { localRoots: [temporary.path] },
          integrations: { allowHosts: [server.host] },
        },
        permitted: user =>
          user.startsWith('user:default/stranger') ? [] : undefined,
      });
      rows = createMutationRows({
        ...{ knex, services, api },
        source: {
          repositoryUrl: repository.directory,
          refType: 'tag',
          ref: 'v1.0.0',
        },
        stateServer: server.url,
        newRepository: () =>
          GitFixture.create(join(temporary.path, `repo-${randomUUID()}`)),
      });
    });
    afterAll(async () => {
      await api?.stop();
      await server.stop();
      await temporary.remove();
    });

    const send = ({ method, path }: Call, given: Given, user: string) => {
      const route = path.replace(/\{(\w+)\}/g, (_, name) =>
        String(given.in?.[name] ?? nobody),
      );
      return api.ask(method as 'post', route, user).send(given.body);
    };
    const linesBy = async (user: string): Promise<AuditEntry[]> => {
      const filter = encodeURIComponent(`actor=user:default/${user}`);
      return (await api.get(`/audit?filter=${filter}`)).body.items;
    };
    const told = ({ action, outcome }: AuditEntry) => [action, outcome];
    const caller = (what: string) => `${what}-${randomUUID()}`;

    it('has a row for each operation', () => {
      const names = mutations().map(({ name }) => name);
      expect(Object.keys(rows).sort()).toEqual(names.sort());
    });

    describe.each(mutations())('$name', call => {
      it('that succeeds', async () => {
        const row = rows[call.name];
        const user = caller('caller');
        const { status, text } = await send(call, await row.valid(user), user);
        expect([200, 201, 202, 204, text]).toContain(status);
        expect((await linesBy(user)).map(told)).toContainEqual([
          row.action,
          'succeeded',
        ]);
      });

      it('that is refused by a rule', async () => {
        const row = rows[call.name];
        const user = caller('caller');
        const given = (await row.invalid?.(user)) ?? { in: { id: nobody } };
        const { status, body } = await send(call, given, user);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        const lines = await linesBy(user);
        const line = lines.find(
          ({ action }) => action === (row.refusedAction ?? row.action),
        );
        expect(line).toMatchObject({ detail: { code: body.error.code } });
        expect(line!.outcome).toMatch(/^(refused|failed)$/);
        expect(lines.filter(({ outcome }) => outcome === 'succeeded')).toEqual(
          [],
        );
      });

      it('that is not permitted', async () => {
        const row = rows[call.name];
        const user = caller('stranger');
        const { status } = await send(call, await row.valid(user), user);
        expect([403, 404]).toContain(status);
        expect((await linesBy(user)).map(told)).toEqual([
          [row.refusedAction ?? row.action, 'refused'],
        ]);
      });
    });
  },
);
