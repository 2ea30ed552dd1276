import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  ResourceInput,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  bob,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('one of two, %s', database => {
  let services: Services;
  let template: Template;
  let version: TemplateVersion;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    template = await addTemplate(services);
    version = await addVersion(services, template, {
      variables: [variable('cidr'), variable('size', 'number', { default: 1 })],
      rules: { cidr: { unique: true } },
    });
  });

  const input = (overrides: Partial<ResourceInput> = {}): ResourceInput => ({
    templateId: template.id,
    versionId: version.id,
    name: fresh('net-'),
    values: { cidr: fresh('10.0.') },
    deletionProtection: false,
    ...overrides,
  });

  const create = (given: ResourceInput, idempotencyKey?: string) =>
    services.resourceService.create(given, { ...ann, idempotencyKey });

  /** Codes of those that failed, and what the others gave. */
  async function race<T>(works: (() => Promise<T>)[]) {
    const results = await Promise.allSettled(works.map(work => work()));
    return {
      won: results.flatMap(r => (r.status === 'fulfilled' ? [r.value] : [])),
      codes: results.flatMap(r =>
        r.status === 'rejected' ? [r.reason.code] : [],
      ),
    };
  }

  const destroy = async (resource: Resource) => {
    const { runService, worker } = services;
    for (const action of ['provision', 'destroy'] as const) {
      const { id } = await runService.request(resource.id, action, ann);
      await worker.work(id);
    }
  };

  describe('names', () => {
    it.each([
      ['the same', 'eu prod', 'eu prod'],
      ['the same to a folder', 'eu.prod-1', 'EU prod_1'],
    ])('refuses %s name, and names its holder', async (_, first, second) => {
      const holder = await create(input({ name: first }));
      await expect(create(input({ name: second }))).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'name_taken',
        culprits: [{ kind: 'resource', id: holder.id, name: first }],
      });
      await destroy(holder);
      // Who was destroyed has no name any more.
      await expect(create(input({ name: second }))).resolves.toBeDefined();
    });

    it('are free in another template', async () => {
      const name = fresh('shared-');
      const other = await addTemplate(services);
      const own = await addVersion(services, other);
      await create(input({ name }));
      await expect(
        create(
          input({
            name,
            templateId: other.id,
            versionId: own.id,
            values: {},
          }),
        ),
      ).resolves.toMatchObject({ name });
    });

    it('go to one of those who ask at once', async () => {
      const name = fresh('race-');
      const { won, codes } = await race(
        [1, 2, 3, 4].map(() => () => create(input({ name }))),
      );
      expect(won).toHaveLength(1);
      expect(codes).toEqual(['name_taken', 'name_taken', 'name_taken']);
      const { knex } = services;
      expect(await knex('resources').where({ name })).toHaveLength(1);
    });
  });

  describe('unique values', () => {
    it('are refused, and their holder is named', async () => {
      const holder = await create(input({ values: { cidr: '10.1.0.0/16' } }));
      await expect(
        create(input({ values: { cidr: '10.1.0.0/16' } })),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        code: 'not_unique',
        culprits: [
          { kind: 'variable', name: 'cidr' },
          { kind: 'resource', id: holder.id, name: holder.name },
        ],
      });
      await destroy(holder);
      const next = await create(input({ values: { cidr: '10.1.0.0/16' } }));
      await expect(
        services.runService.request(holder.id, 'recreate', ann),
      ).rejects.toMatchObject({
        code: 'not_unique',
        culprits: [{ name: 'cidr' }, { id: next.id }],
      });
    });

    it('go to one of those who ask at once', async () => {
      const values = { cidr: fresh('10.7.') };
      const { won, codes } = await race(
        [1, 2, 3, 4].map(() => () => create(input({ values }))),
      );
      expect(won).toHaveLength(1);
      expect(codes).toEqual(['not_unique', 'not_unique', 'not_unique']);
    });

    it('are compared as values, not as text', async () => {
      const shared = await addTemplate(services);
      const own = await addVersion(services, shared, {
        variables: [variable('ports', 'any')],
        rules: { ports: { unique: true } },
      });
      const given = (ports: object) =>
        input({
          templateId: shared.id,
          versionId: own.id,
          values: { ports: ports as never },
        });
      await create(given({ a: 1, b: [1.0] }));
      await expect(create(given({ b: [1], a: 1 }))).rejects.toMatchObject({
        code: 'not_unique',
      });
      await create(given({ b: ['1'], a: 1 }));
    });

    it('are no values that nobody set', async () => {
      const shared = await addTemplate(services);
      const own = await addVersion(services, shared, {
        variables: [variable('alias', 'string', { default: null })],
        rules: { alias: { unique: true } },
      });
      const given = () =>
        input({ templateId: shared.id, versionId: own.id, values: {} });
      await create(given());
      await expect(create(given())).resolves.toBeDefined();
    });

    it('are freed with their resource', async () => {
      const values = { cidr: fresh('10.8.') };
      const holder = await create(input({ values }));
      await services.resourceService.delete(holder.id, ann);
      await expect(create(input({ values }))).resolves.toBeDefined();
    });
  });

  describe('idempotency keys', () => {
    it('answer with the resource of the first request', async () => {
      const key = fresh('key-number-');
      const given = input();
      const first = await create(given, key);
      const second = await create({ ...given, description: 'again' }, key);
      expect(second.id).toBe(first.id);
    });

    it('are refused for another resource', async () => {
      const key = fresh('key-number-');
      const first = await create(input(), key);
      await expect(
        create(input({ name: fresh('other-') }), key),
      ).rejects.toMatchObject({
        code: 'idempotency_key_reused',
        culprits: [{ kind: 'resource', id: first.id, name: first.name }],
      });
    });

    it('belong to their user', async () => {
      const key = fresh('key-number-');
      const first = await create(input(), key);
      const second = await services.resourceService.create(input(), {
        ...bob,
        idempotencyKey: key,
      });
      expect(second.id).not.toBe(first.id);
    });

    it('are not used up by a request that was refused', async () => {
      const key = fresh('key-number-');
      await expect(create(input({ values: {} }), key)).rejects.toMatchObject({
        code: 'missing_value',
      });
      await expect(create(input(), key)).resolves.toBeDefined();
    });

    it('make one resource of requests at once', async () => {
      const key = fresh('key-number-');
      const same = input();
      const { won, codes } = await race(
        [1, 2, 3, 4].map(() => () => create(same, key)),
      );
      expect(codes).toEqual([]);
      expect(new Set(won.map(({ id }) => id)).size).toBe(1);
      const { knex } = services;
      expect(await knex('resources').where({ name: same.name })).toHaveLength(
        1,
      );
      // A repeated request is no refused one.
      expect(
        await knex('audit').where({ entity_name: same.name }),
      ).toMatchObject([{ outcome: 'succeeded' }]);
    });
  });

  it('does not put a child below a parent that is deleted meanwhile', async () => {
    const child = await addTemplate(services, {
      parents: [await addTemplate(services, { abstract: true })],
    });
    const own = await addVersion(services, child);
    const parent = await addResource(services, { id: child.parentIds[0] });
    const { won, codes } = await race<unknown>([
      () =>
        create(
          input({
            templateId: child.id,
            versionId: own.id,
            parentIds: [parent.id],
            values: {},
          }),
        ),
      () => services.resourceService.delete(parent.id, ann),
    ]);
    expect(won).toHaveLength(1);
    expect(['has_children', 'parent_not_found']).toContain(codes[0]);
  });
});
