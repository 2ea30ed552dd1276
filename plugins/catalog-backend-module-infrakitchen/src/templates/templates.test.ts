import { TestDatabases } from '@backstage/backend-test-utils';
import scaffolderEntityModel from '@backstage/plugin-catalog-backend-module-scaffolder-entity-model';
import type { CatalogTemplate } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { randomUUID } from 'node:crypto';
import { addTemplate, addVersion } from '../__testUtils__/seed';
import {
  createDatabases,
  startPortal,
  until,
  type Portal,
  type PortalDatabases,
} from '../__testUtils__/startPortal';
import { toTemplateEntity } from './toTemplateEntity';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

const template: CatalogTemplate = {
  id: randomUUID(),
  key: 'network',
  name: 'Network',
  labels: ['Tier 1'],
  parents: [{ key: 'region', name: 'Region' }],
  version: { id: randomUUID(), ref: 'v1.1.0' },
  requiredTags: [],
  requiredConfigs: [],
};

const options = {
  namespace: 'default',
  defaultOwner: 'unknown',
  pages: 'https://portal.example.com/infrakitchen',
  path: '/infrakitchen',
};

/** A page of the form of an entity. */
const formPage = (entity: object, index: number) =>
  (entity as { spec: { parameters: any[] } }).spec.parameters[index];

it('asks for a parent of each parent template, and leaves the variables to the field', () => {
  const entity = toTemplateEntity(template, options);
  expect(entity.metadata).toMatchObject({
    name: 'network',
    namespace: 'infrakitchen',
    title: 'Network',
    tags: ['infrakitchen', 'tier-1'],
    annotations: {
      'infrakitchen.io/template': 'network',
      'infrakitchen.io/template-id': template.id,
      'infrakitchen.io/version': 'v1.1.0',
    },
  });
  expect(entity.spec?.owner).toBe('group:default/unknown');
  const place = formPage(entity, 0);
  expect(place.required).toEqual(['parent_region', 'name']);
  expect(place.properties.parent_region).toMatchObject({
    'ui:field': 'InfrakitchenParentPicker',
    'ui:options': { template: 'region' },
  });
  const connections = formPage(entity, 1);
  // All of it may stay empty.
  expect(connections.required).toBeUndefined();
  expect(connections.properties).toMatchObject({
    connections: {
      'ui:field': 'InfrakitchenConnections',
      'ui:options': { template: 'network' },
    },
    workspace: { 'ui:field': 'InfrakitchenWorkspacePicker' },
  });
  const values = formPage(entity, 2);
  expect(Object.keys(values.properties)).toEqual(['variables', 'provision']);
  expect(values.properties.variables['ui:options']).toEqual({
    template: 'network',
    version: template.version.id,
    parentFields: ['parent_region'],
  });
  expect(entity.spec?.steps).toMatchObject([
    {
      action: 'infrakitchen:resource:create',
      input: {
        version: template.version.id,
        parents: ['${{ parameters.parent_region }}'],
        values: '${{ parameters.variables.values }}',
        sensitiveValues: '${{ secrets.variables }}',
        integrations: '${{ parameters.connections.integrations }}',
        secrets: '${{ parameters.connections.secrets }}',
        storage: '${{ parameters.connections.storage }}',
        workspace: '${{ parameters.workspace }}',
      },
    },
    {
      action: 'infrakitchen:resource:provision',
      if: '${{ parameters.provision }}',
    },
  ]);
  // Within the app: other addresses open in another tab.
  expect(entity.spec?.output).toMatchObject({
    links: [
      { url: '/infrakitchen/resources/${{ steps.create.output.resourceId }}' },
      { url: '/infrakitchen/runs/${{ steps.provision.output.runId }}' },
      {
        if: '${{ (steps.create.output.slug | length) <= 55 }}',
        entityRef: 'resource:default/network.${{ steps.create.output.slug }}',
      },
    ],
  });
  expect(JSON.stringify(entity).length).toBeLessThan(8_000);
});

it('asks for what conventions want, and for a name after its values', () => {
  const entity = toTemplateEntity(
    {
      ...template,
      ownerRef: 'group:default/network',
      namePattern: 'net-{cidr}',
      requiredTags: ['team'],
      requiredConfigs: ['zone'],
    },
    options,
  );
  expect(entity.spec?.owner).toBe('group:default/network');
  expect(formPage(entity, 0).properties.name).toBeUndefined();
  const { properties, required } = formPage(entity, 2);
  expect(Object.keys(properties)).toEqual([
    'tags',
    'configs',
    'variables',
    'name',
    'provision',
  ]);
  expect(required).toEqual(['variables', 'name']);
  expect(properties.name['ui:field']).toBe('InfrakitchenName');
  expect(properties.tags.properties).toEqual({
    team: { title: 'team', type: 'string', maxLength: 256 },
  });
  expect(entity.spec?.steps).toMatchObject([
    {
      input: {
        tags: '${{ parameters.tags }}',
        configs: '${{ parameters.configs }}',
      },
    },
    {},
  ]);
});

describe.each(databases.eachSupportedId())('software templates, %s', id => {
  let stored: PortalDatabases;
  let portal: Portal | undefined;

  beforeEach(async () => {
    stored = await createDatabases(databases, id);
    const first = await startPortal({ databases: stored, processes: false });
    await first.stop();
    // As with the first start of all.
    await stored.catalog('backstage_backend_tasks__tasks').delete();
  });

  afterEach(async () => {
    await portal?.stop();
    portal = undefined;
  });

  const find = (name: string) =>
    portal!.ask(
      'GET',
      `/catalog/entities/by-name/template/infrakitchen/${name}`,
    );

  it('are there, follow the active version, and go with the switch', async () => {
    const network = await addTemplate(stored.infrakitchen, {
      key: 'network',
      abstract: false,
    });
    const region = await addTemplate(stored.infrakitchen, { key: 'region' });
    await stored
      .infrakitchen('template_parents')
      .insert({ template_id: network, parent_id: region });
    const first = await addVersion(stored.infrakitchen, network, 'v1.0.0');
    const second = await addVersion(stored.infrakitchen, network, 'v2.0.0', {
      lifecycle: 'preview',
    });
    portal = await startPortal({
      databases: stored,
      provider: { pollInterval: { hours: 1 } },
      features: [scaffolderEntityModel],
      recorded: 'infrakitchen-templates',
    });
    const { edit, ask, mutations } = portal;

    // The catalog has taken it for valid.
    const found = await until(() => find('network'));
    expect(found.metadata.annotations['infrakitchen.io/version']).toBe(
      'v1.0.0',
    );
    expect(found.spec.steps[0].input.version).toBe(first);
    expect(await find('region')).toBeUndefined();
    await until(() => mutations.some(({ type }) => type === 'full'));

    mutations.length = 0;
    await edit(`/versions/${second}`, { lifecycle: 'active' });
    await until(
      async () =>
        (
          await find('network')
        ).metadata.annotations['infrakitchen.io/version'] === 'v2.0.0',
    );
    expect(mutations.every(({ type }) => type === 'delta')).toBe(true);

    await edit(`/templates/${network}`, { publishSelfService: false });
    await until(async () => !(await find('network')));
    await edit(`/templates/${network}`, { publishSelfService: true });
    await until(() => find('network'));

    const { revision } = await ask('GET', `/infrakitchen/templates/${network}`);
    await ask(
      'POST',
      `/infrakitchen/templates/${network}/actions/disable`,
      {},
      { 'If-Match': `"${revision}"` },
    );
    await until(async () => !(await find('network')));
  });

  it('are left out where the operator wants none', async () => {
    const network = await addTemplate(stored.infrakitchen, {
      key: 'network',
      abstract: false,
    });
    await addVersion(stored.infrakitchen, network, 'v1.0.0');
    portal = await startPortal({
      databases: stored,
      provider: { selfService: false },
      features: [scaffolderEntityModel],
    });
    const { mutations } = portal;
    await until(() => mutations.length > 0);
    expect(
      await stored
        .catalog('refresh_state')
        .where('entity_ref', 'like', 'template:%'),
    ).toEqual([]);
  });
});
