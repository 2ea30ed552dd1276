import { TestDatabases } from '@backstage/backend-test-utils';
import { randomUUID } from 'node:crypto';
import {
  ann,
  createTemplateFixture,
  type TemplateFixture,
} from './__testUtils__/createTemplateFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('TemplateService, %s', database => {
  let fixture: TemplateFixture;
  let service: TemplateFixture['service'];
  let create: TemplateFixture['create'];

  beforeEach(async () => {
    fixture = await createTemplateFixture(await databases.init(database));
    ({ service, create } = fixture);
  });

  const refusal = async (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      error => error,
    );

  describe('create', () => {
    it('creates a template with its history', async () => {
      const account = await create('account', [], { abstract: true });
      const network = await create('network', [account], {
        description: 'Subnets',
        labels: ['net'],
        metadataFree: true,
        conventions: {
          namePattern: '{env}-net',
          requiredTags: ['team'],
          requiredConfigs: [],
        },
      });
      expect(network).toMatchObject({
        key: 'network',
        name: 'NETWORK',
        description: 'Subnets',
        abstract: false,
        enabled: true,
        labels: ['net'],
        metadataFree: true,
        parentIds: [account.id],
        childIds: [],
        conventions: { namePattern: '{env}-net', requiredTags: ['team'] },
        resourceCount: 0,
        versionCount: 0,
        revision: 1,
        createdBy: 'user:default/ann',
      });
      expect((await service.get(account.id)).childIds).toEqual([network.id]);
      expect(await fixture.auditOf('template', network.id)).toEqual([
        {
          action: 'template.created',
          outcome: 'succeeded',
          actor: 'user:default/ann',
        },
      ]);
      const { items } = await fixture.history.listRevisions(
        'template',
        network.id,
        { limit: 10 },
      );
      expect(items).toEqual([
        expect.objectContaining({
          revision: 1,
          snapshot: expect.objectContaining({
            key: 'network',
            parentIds: [account.id],
          }),
        }),
      ]);
    });

    it('refuses a key or a name that is taken, and records that', async () => {
      const first = await create('network');
      await expect(
        create('network', [], { name: 'Other' }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'template_key_taken',
        culprits: [{ kind: 'template', id: first.id, name: 'NETWORK' }],
      });
      await expect(
        create('other', [], { name: 'NETWORK' }),
      ).rejects.toMatchObject({
        code: 'template_name_taken',
        culprits: [{ kind: 'template', id: first.id }],
      });
      const refused = await fixture.knex('audit').where({ outcome: 'refused' });
      expect(refused).toHaveLength(2);
      expect(refused[0]).toMatchObject({
        action: 'template.created',
        entity_name: 'Other',
        detail: expect.stringContaining('template_key_taken'),
      });
    });

    it('lets one of two win that want the same key at once', async () => {
      const results = await Promise.allSettled(
        ['A', 'B', 'C', 'D'].map(name => create('network', [], { name })),
      );
      expect(
        results.map(result =>
          result.status === 'fulfilled' ? 'created' : result.reason.code,
        ),
      ).toEqual(
        expect.arrayContaining([
          'created',
          'template_key_taken',
          'template_key_taken',
          'template_key_taken',
        ]),
      );
      expect((await service.list({ limit: 10 })).totalItems).toBe(1);
    });

    it('refuses parents that do not exist or are disabled', async () => {
      const id = randomUUID();
      await expect(
        create('network', [], { parentIds: [id] }),
      ).rejects.toMatchObject({
        name: 'InputError',
        code: 'template_not_found',
        culprits: [{ kind: 'template', id }],
      });
      const account = await create('account');
      await service.act(account.id, 'disable', ann);
      await expect(create('network', [account])).rejects.toMatchObject({
        code: 'template_disabled',
        culprits: [{ kind: 'template', id: account.id, name: 'ACCOUNT' }],
      });
    });

    it('refuses a name pattern that no name can follow', async () => {
      await expect(
        create('network', [], {
          conventions: {
            namePattern: '{env-net',
            requiredTags: [],
            requiredConfigs: [],
          },
        }),
      ).rejects.toMatchObject({ code: 'invalid_name_pattern' });
    });
  });

  describe('update', () => {
    it('changes what is given, as a new revision', async () => {
      const template = await create('network', [], {
        description: 'before',
        documentation: 'kept',
      });
      const updated = await service.update(
        template.id,
        { name: 'Networks', description: '' },
        { ...ann, revision: 1 },
      );
      expect(updated).toMatchObject({
        name: 'Networks',
        documentation: 'kept',
        revision: 2,
      });
      expect(updated.description).toBeUndefined();
      expect(
        (await fixture.auditOf('template', template.id)).map(a => a.action),
      ).toEqual(['template.created', 'template.updated']);
    });

    it('leaves a template alone where nothing changes', async () => {
      const parents = [await create('a'), await create('b')];
      const template = await create('network', parents, { labels: ['x'] });
      const updated = await service.update(
        template.id,
        {
          name: 'NETWORK',
          labels: ['x'],
          parentIds: [parents[1].id, parents[0].id],
        },
        ann,
      );
      expect(updated).toEqual(template);
      expect(await fixture.auditOf('template', template.id)).toHaveLength(1);
    });

    it('refuses a caller who has seen another revision', async () => {
      const template = await create('network');
      await service.update(template.id, { labels: ['x'] }, ann);
      await expect(
        service.update(template.id, { name: 'Late' }, { ...ann, revision: 1 }),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'stale_revision',
        message: expect.stringContaining('revision 2, not 1'),
      });
      expect((await fixture.auditOf('template', template.id)).at(-1)).toEqual({
        action: 'template.updated',
        outcome: 'refused',
        actor: 'user:default/ann',
        detail: {
          code: 'stale_revision',
          culprits: [{ kind: 'template', id: template.id, name: 'NETWORK' }],
        },
      });
    });

    it('refuses the name of another template', async () => {
      await create('network');
      const other = await create('other');
      await expect(
        service.update(other.id, { name: 'NETWORK' }, ann),
      ).rejects.toMatchObject({ code: 'template_name_taken' });
    });

    it('says that there is no such template', async () => {
      await expect(
        service.update(randomUUID(), { name: 'x' }, ann),
      ).rejects.toMatchObject({
        name: 'NotFoundError',
        code: 'template_not_found',
      });
    });

    it('names the circle that new parents would close', async () => {
      const a = await create('a');
      const b = await create('b', [a]);
      const c = await create('c', [b]);
      const error = await refusal(
        service.update(a.id, { parentIds: [c.id] }, ann),
      );
      expect(error).toMatchObject({
        name: 'ConflictError',
        code: 'template_cycle',
        message: expect.stringContaining(
          "'A' has the parent 'C' has the parent 'B' has the parent 'A'",
        ),
        culprits: [{ id: a.id }, { id: c.id }, { id: b.id }],
      });
      await expect(
        service.update(a.id, { parentIds: [a.id] }, ann),
      ).rejects.toMatchObject({
        code: 'template_cycle',
        message: expect.stringContaining("'A' has the parent 'A'"),
      });
    });

    it('lets one of two edits win that would form a circle together', async () => {
      const a = await create('a');
      const b = await create('b');
      const results = await Promise.allSettled([
        service.update(a.id, { parentIds: [b.id] }, ann),
        service.update(b.id, { parentIds: [a.id] }, ann),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      expect(results.find(r => r.status === 'rejected')).toMatchObject({
        reason: { code: 'template_cycle' },
      });
    });

    it('refuses a new parent that living resources would lack', async () => {
      const [account, region] = [
        await create('account'),
        await create('region'),
      ];
      const network = await create('network', [account]);
      const parent = await fixture.addResource(account, 'prod');
      const place = await fixture.addResource(region, 'eu');
      await fixture.addResource(network, 'old', {
        state: 'destroyed',
        parents: [parent],
      });
      await fixture.addResource(network, 'fine', { parents: [parent, place] });
      const lacking = await fixture.addResource(network, 'lacking', {
        parents: [parent],
      });
      await expect(
        service.update(network.id, { parentIds: [account.id, region.id] }, ann),
      ).rejects.toMatchObject({
        code: 'template_in_use',
        message: expect.stringContaining("1 living resource ('lacking')"),
        culprits: [{ kind: 'resource', id: lacking, name: 'lacking' }],
      });
      await expect(
        service.update(network.id, { parentIds: [] }, ann),
      ).resolves.toMatchObject({ parentIds: [] });
    });
  });

  describe('enable and disable', () => {
    it('switches, and does nothing where nothing is to be done', async () => {
      const template = await create('network');
      expect(await service.act(template.id, 'enable', ann)).toEqual(template);
      expect(await service.act(template.id, 'disable', ann)).toMatchObject({
        enabled: false,
        revision: 2,
      });
      await service.act(template.id, 'enable', ann);
      expect(
        (await fixture.auditOf('template', template.id)).map(a => a.action),
      ).toEqual(['template.created', 'template.disabled', 'template.enabled']);
    });

    it('keeps a disabled parent that is there already', async () => {
      const account = await create('account');
      const network = await create('network', [account]);
      await service.act(account.id, 'disable', ann);
      await expect(
        service.update(
          network.id,
          { parentIds: [account.id], labels: ['x'] },
          ann,
        ),
      ).resolves.toMatchObject({ revision: 2 });
    });
  });
});
