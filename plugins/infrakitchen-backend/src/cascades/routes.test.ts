import { TestDatabases } from '@backstage/backend-test-utils';
import type { Role } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { startApi, type Api } from '../__testUtils__/startApi';
import {
  createCascadeFixture,
  type CascadeFixture,
  type Diamond,
} from './__testUtils__/cascadeFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())(
  'cascades over the API, %s',
  database => {
    let knex: Knex;
    let fixture: CascadeFixture;
    let api: Api;
    let tree: Diamond;

    const grant = (user: string, role: Role, resourceId: string) =>
      knex('grants').insert({
        id: randomUUID(),
        principal_ref: `user:default/${user}`,
        role,
        scope_kind: 'resource',
        scope_id: resourceId,
        created_by: 'user:default/boss',
        created_at: 1,
      });
    beforeAll(async () => {
      knex = await databases.init(database);
      fixture = await createCascadeFixture(knex);
      api = await startApi({ knex, access: { everyone: 'none' } });
    });
    afterAll(() => api?.stop());

    beforeEach(async () => {
      tree = await fixture.diamond();
      await knex('grants').delete();
      await grant('boss', 'admin', tree.root.id);
    });

    const destroy = (user: string, target: object) =>
      api.post('/cascades', { kind: 'destroy', ...target }, user);
    const started = async () =>
      (await destroy('boss', { rootId: tree.root.id })).body.cascade.id;

    it('are there for whoever may see all of their resources, and for nobody else', async () => {
      const id = await started();
      await grant('part', 'admin', tree.net.id);
      await grant('whole', 'read', tree.root.id);
      for (const [user, status] of [
        ['boss', 200],
        ['whole', 200],
        ['part', 404],
        ['nobody', 404],
      ] as const) {
        for (const path of ['', '/items', '/graph']) {
          const answer = await api.get(`/cascades/${id}${path}`, user);
          expect([user, answer.status]).toEqual([user, status]);
        }
        const { body } = await api.get('/cascades', user);
        const listed = body.items.map((item: { id: string }) => item.id);
        expect(listed.includes(id)).toBe(status === 200);
      }
      const refused = await api.post(
        `/cascades/${id}/actions/cancel`,
        {},
        'part',
      );
      expect(refused.body.error.code).toBe('cascade_not_found');
    });

    it('take the role on each resource, and name none that cannot be seen', async () => {
      // What is above it can be changed, what is below cannot even be seen.
      await grant('part', 'admin', tree.net.id);
      await knex('grants').where('scope_id', tree.root.id).delete();
      await knex('resource_ancestors')
        .where({ resource_id: tree.app.id, ancestor_id: tree.net.id })
        .delete();
      const unseen = await destroy('part', { resourceIds: [tree.app.id] });
      expect(unseen.body.error).toMatchObject({ code: 'resource_not_found' });
      await grant('part', 'read', tree.app.id);
      const both = [tree.net.id, tree.app.id];
      const seen = await destroy('part', { resourceIds: both });
      expect(seen.status).toBe(403);
      expect(seen.body.error).toMatchObject({
        code: 'role_missing',
        culprits: [{ kind: 'resource', id: tree.app.id, name: tree.app.name }],
      });
    });

    it('start from a resource, whose revision must be the one that was seen', async () => {
      const act = (revision: number) =>
        api
          .ask(
            'post',
            `/resources/${tree.root.id}/actions/cascade-destroy`,
            'boss',
          )
          .set('If-Match', `"${revision}"`)
          .send({ reason: 'moved' });
      expect((await act(99)).body.error.code).toBe('stale_revision');
      const { status, body } = await act(1);
      expect(status).toBe(202);
      const cascade = await api.get(`/cascades/${body.cascade.id}`, 'boss');
      expect(cascade.body).toMatchObject({
        rootId: tree.root.id,
        reason: 'moved',
        requestedBy: 'user:default/boss',
      });
    });

    it('page their resources, level by level', async () => {
      const id = await started();
      const levels: number[] = [];
      let cursor: string | undefined;
      do {
        const after = cursor ? `&cursor=${cursor}` : '';
        const { body } = await api.get(
          `/cascades/${id}/items?limit=3${after}`,
          'boss',
        );
        levels.push(...body.items.map((item: { level: number }) => item.level));
        cursor = body.nextCursor;
      } while (cursor);
      expect(levels).toEqual([0, 1, 1, 2]);
      const wrong = await api.get(
        `/cascades/${id}/items?filter=state%3Dlost`,
        'boss',
      );
      expect(wrong.body.error.code).toBe('invalid_filter');
    });

    it('refuse filters that can never match, and show no runs to strangers', async () => {
      const id = await started();
      const { body } = await api.get('/cascades?filter=state%3Dx', 'boss');
      expect(body.error.code).toBe('invalid_filter');
      const runs = await api.get(`/runs?filter=cascadeId%3D${id}`, 'nobody');
      expect(runs.body.items).toEqual([]);
    });
  },
);
