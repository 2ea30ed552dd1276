import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  Conventions,
  Resource,
  ResourceInput,
  ResourcePatch,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('conventions, %s', database => {
  let services: Services;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
  });

  const provision = async (
    { id }: Pick<Resource, 'id'>,
    outputs: Record<string, string> = {},
    action: 'provision' | 'update' | 'destroy' | 'recreate' = 'provision',
  ) => {
    const run = await services.runService.request(id, action, ann);
    await services.worker.work(run.id, { outputs });
  };

  const setConventions = (
    template: Template,
    conventions: Partial<Conventions>,
  ) =>
    services
      .knex('templates')
      .where({ id: template.id })
      .update({
        conventions: JSON.stringify({
          requiredTags: [],
          requiredConfigs: [],
          ...conventions,
        }),
      });

  describe('of names', () => {
    let network: Template;
    let cluster: Template;
    let version: TemplateVersion;
    let parent: Resource;
    let input: Partial<ResourceInput> & { version: TemplateVersion };
    let project: { id: string; key: string };

    beforeAll(async () => {
      network = await addTemplate(services);
      const networks = await addVersion(services, network, {
        outputs: [{ name: 'zone', sensitive: false }],
      });
      cluster = await addTemplate(services, { parents: [network] });
      version = await addVersion(services, cluster, {
        variables: [
          variable('env'),
          variable('size', 'number', { default: 1 }),
        ],
      });
      project = await services.projectService.create(
        { key: fresh('shop'), name: fresh('Shop ') },
        ann,
      );
      await setConventions(cluster, {
        namePattern: `{env}-{${network.key}.zone}-{config.region}-{tag.tier}-{label.1}-{project.key}`,
      });
      parent = await addResource(services, network, {
        version: networks,
        configs: [{ name: 'region', value: 'eu', inheritedByChildren: true }],
      });
      await provision(parent, { zone: 'z1' });
    });

    beforeEach(async () => {
      const env = fresh('e');
      input = {
        version,
        parentIds: [parent.id],
        projectId: project.id,
        labels: ['blue', 'x'],
        tags: [{ name: 'tier', value: 'gold', inheritedByChildren: true }],
        values: { env },
        name: `${env}-z1-eu-gold-blue-${project.key}`,
      };
    });

    it('are made of everything that the pattern names', async () => {
      const resource = await addResource(services, cluster, input);
      expect(resource.name).toBe(input.name);
      await expect(
        addResource(services, cluster, { ...input, name: 'other' }),
      ).rejects.toMatchObject({
        code: 'name_convention',
        message: expect.stringContaining(`must be "${input.name}"`),
      });
      await expect(addResource(services, cluster, input)).rejects.toMatchObject(
        { code: 'name_taken' },
      );
    });

    it('are suggested to whoever fills in the form', async () => {
      const { naming } = await services.resourceService.versionSchema(
        {
          versionId: version.id,
          parentIds: [parent.id],
          projectId: project.id,
        },
        ann,
      );
      expect(naming).toMatchObject({
        fixed: [
          { placeholder: `{${network.key}.zone}`, text: 'z1' },
          { placeholder: '{project.key}', text: project.key },
        ],
      });
    });

    it.each<[string, (env: string) => ResourcePatch]>([
      ['a value', () => ({ values: { env: 'other' } })],
      ['a tag', () => ({ tags: [] })],
      [
        'a config',
        () => ({
          configs: [
            { name: 'region', value: 'us', inheritedByChildren: false },
          ],
        }),
      ],
      ['the labels', () => ({ labels: ['x', 'blue'] })],
      ['the project', () => ({ projectId: null })],
    ])('refuse an edit of %s that they follow from', async (_what, patch) => {
      const resource = await addResource(services, cluster, input);
      const edit = () =>
        services.resourceService.update(
          resource.id,
          patch(input.values!.env as string),
          ann,
        );
      await expect(edit()).rejects.toMatchObject({ code: 'name_convention' });
      await provision(resource);
      await expect(edit()).rejects.toMatchObject({ code: 'name_convention' });
      const after = await services.resourceService.get(resource.id, ann);
      expect(after.hasPendingChange).toBe(false);
      expect(after.labels).toEqual(['blue', 'x']);
    });

    it('stand in the way of no other edit, also where they were broken before', async () => {
      const resource = await addResource(services, cluster, input);
      await services.resourceService.update(
        resource.id,
        { labels: ['blue', 'new'], values: { ...resource.values, size: 3 } },
        ann,
      );
      await services
        .knex('resources')
        .where({ id: resource.id })
        .update({ name: 'from-before-the-convention' });
      await expect(
        services.resourceService.update(
          resource.id,
          { values: { env: 'other' } },
          ann,
        ),
      ).resolves.toMatchObject({ values: { env: 'other' } });
    });
  });

  describe('of children', () => {
    let top: Template;
    let child: Template;
    let version: TemplateVersion;
    let parent: Resource;

    beforeAll(async () => {
      top = await addTemplate(services, { abstract: true });
      child = await addTemplate(services, {
        parents: [top],
        conventions: { maxChildren: 2 },
      });
      version = await addVersion(services, child);
    });

    beforeEach(async () => {
      parent = await addResource(services, top);
    });

    const add = () =>
      addResource(services, child, { version, parentIds: [parent.id] });
    const settled = async (calls: Promise<unknown>[]) =>
      (await Promise.allSettled(calls)).map(result =>
        result.status === 'fulfilled' ? 'done' : result.reason.code,
      );

    it('are counted exactly when several come at once', async () => {
      expect((await settled([add(), add(), add(), add()])).sort()).toEqual([
        'done',
        'done',
        'too_many_children',
        'too_many_children',
      ]);
    });

    it('of other parents do not count', async () => {
      await Promise.all([add(), add()]);
      parent = await addResource(services, top);
      await expect(add()).resolves.toBeDefined();
    });

    it('may not come back where others took their place', async () => {
      const [first, second] = [await add(), await add()];
      await expect(add()).rejects.toMatchObject({
        code: 'too_many_children',
        culprits: [
          { kind: 'resource', id: parent.id },
          { kind: 'template', id: child.id },
        ],
        message: expect.stringContaining('allow 2 of them'),
      });
      for (const resource of [first, second]) {
        await provision(resource);
        await provision(resource, {}, 'destroy');
      }
      await add();
      const recreate = ({ id }: Resource) =>
        services.runService.request(id, 'recreate', ann);
      expect(
        (await settled([recreate(first), recreate(second)])).sort(),
      ).toEqual(['done', 'too_many_children']);
    });

    it('never come back below a parent that is destroyed at the same time', async () => {
      const upper = await addTemplate(services);
      const lower = await addTemplate(services, { parents: [upper] });
      const [above, below] = [
        await addVersion(services, upper),
        await addVersion(services, lower),
      ];
      for (let round = 0; round < 6; round += 1) {
        const over = await addResource(services, upper, { version: above });
        await provision(over);
        const under = await addResource(services, lower, {
          version: below,
          parentIds: [over.id],
        });
        await provision(under);
        await provision(under, {}, 'destroy');
        const outcomes = await settled([
          services.runService.request(under.id, 'recreate', ann),
          services.runService.request(over.id, 'destroy', ann),
        ]);
        expect([
          ['done', 'has_living_children'],
          ['parent_not_provisioned', 'done'],
        ]).toContainEqual(outcomes);
      }
    });

    it('have their place while they live: a rejected one is not counted twice', async () => {
      const [first] = [await add(), await add()];
      await services
        .knex('resources')
        .where({ id: first.id })
        .update({ status: 'rejected' });
      await expect(
        services.runService.request(first.id, 'recreate', ann),
      ).resolves.toMatchObject({ id: expect.any(String) });
    });
  });

  describe('of providers and lifecycles', () => {
    let template: Template;

    const addWith = async (
      provider: string,
      lifecycle: TemplateVersion['lifecycle'] = 'active',
    ) => {
      const version = await addVersion(services, template, { lifecycle });
      await services
        .knex('template_versions')
        .where({ id: version.id })
        .update({
          analysis: JSON.stringify({
            ...version.analysis,
            requiredProviders: [{ name: 'cloud', source: provider }],
          }),
        });
      return version;
    };

    beforeAll(async () => {
      template = await addTemplate(services, {
        conventions: { allowedProviders: ['acme/cloud'] },
      });
    });

    it('refuse a version with another provider, for a new resource and for an old one', async () => {
      const [good, bad] = [
        await addWith('registry.terraform.io/acme/cloud'),
        await addWith('other/cloud'),
      ];
      const refusal = {
        code: 'provider_not_allowed',
        message: expect.stringContaining("'other/cloud'"),
      };
      await expect(
        addResource(services, template, { version: bad }),
      ).rejects.toMatchObject(refusal);
      const resource = await addResource(services, template, { version: good });
      await expect(
        services.resourceService.update(
          resource.id,
          { versionId: bad.id },
          ann,
        ),
      ).rejects.toMatchObject(refusal);
    });

    it('warn of a deprecated version, and let what has an archived one go on', async () => {
      const version = await addWith('acme/cloud', 'deprecated');
      const resource = await addResource(services, template, { version });
      expect(resource.warnings).toMatchObject([{ code: 'version_deprecated' }]);
      await services
        .knex('template_versions')
        .where({ id: version.id })
        .update({ lifecycle: 'archived' });
      await expect(
        addResource(services, template, { version }),
      ).rejects.toMatchObject({ code: 'version_archived' });
      await provision(resource);
      const edited = await services.resourceService.update(
        resource.id,
        { description: 'still alive' },
        ann,
      );
      expect(edited.warnings).toMatchObject([{ code: 'version_archived' }]);
      await provision(resource, {}, 'destroy');
      const { state } = await services.resourceService.get(resource.id, ann);
      expect(state).toBe('destroyed');
    });

    it('tell whoever moves a resource to a deprecated version', async () => {
      const [good, old] = [
        await addWith('acme/cloud'),
        await addWith('acme/cloud', 'deprecated'),
      ];
      const resource = await addResource(services, template, { version: good });
      const moved = await services.resourceService.update(
        resource.id,
        { versionId: old.id },
        ann,
      );
      expect(moved.warnings).toMatchObject([{ code: 'version_deprecated' }]);
    });
  });

  it('tells whoever moves a resource which outputs others miss after that', async () => {
    const network = await addTemplate(services);
    const [v1, v2] = [
      await addVersion(services, network, {
        outputs: [{ name: 'id', sensitive: false }],
      }),
      await addVersion(services, network),
    ];
    const cluster = await addTemplate(services, { parents: [network] });
    await addVersion(services, cluster, {
      variables: [variable('network_id')],
      rules: {
        network_id: { reference: { templateId: network.id, output: 'id' } },
      },
    });
    const resource = await addResource(services, network, { version: v1 });
    const moved = await services.resourceService.update(
      resource.id,
      { versionId: v2.id },
      ann,
    );
    expect(moved.warnings).toMatchObject([
      {
        code: 'output_removed',
        message: expect.stringMatching(/"id" is gone.*"network_id"/),
      },
    ]);
  });

  it('lets one of two win that a config above gives the same unique value', async () => {
    const top = await addTemplate(services, { abstract: true });
    const template = await addTemplate(services, { parents: [top] });
    const version = await addVersion(services, template, {
      variables: [variable('cidr')],
      rules: { cidr: { unique: true } },
    });
    const parent = await addResource(services, top);
    const add = () =>
      addResource(services, template, {
        version,
        parentIds: [parent.id],
        values: { cidr: fresh('10.0.') },
      });
    const both = [await add(), await add()];
    // Taken away behind the rules' back, as a config above would have it.
    await services
      .knex('resources')
      .whereIn(
        'id',
        both.map(({ id }) => id),
      )
      .update({ own_values: '{}' });
    await services.resourceService.update(
      parent.id,
      {
        configs: [{ name: 'cidr', value: '10.9', inheritedByChildren: true }],
      },
      ann,
    );
    const runs = await Promise.all(
      both.map(({ id }) => services.runService.request(id, 'provision', ann)),
    );
    const claimed = await Promise.all(
      runs.map(({ id }) => services.worker.work(id, { until: 'apply_queued' })),
    );
    const applied = await Promise.allSettled(
      claimed.map(run =>
        services.knex.transaction(tx =>
          services.outcomes.applying(tx, run, 'inputs'),
        ),
      ),
    );
    expect(
      applied
        .map(result =>
          result.status === 'fulfilled' ? 'done' : result.reason.code,
        )
        .sort(),
    ).toEqual(['done', 'not_unique']);
  });
});
