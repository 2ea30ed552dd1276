import { randomUUID } from 'node:crypto';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  type Services,
} from '../__testUtils__/serviceFixture';
import { StaleSecretStore } from './StaleSecretStore';

const marks = new StaleSecretStore();

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('stale secrets, %s', database => {
  const started = 1_000;
  let services: Services;
  let secretId: string;
  let resource: Resource;

  beforeAll(async () => {
    services = await createServices(await databases.init(database), {
      grants: [
        {
          principalRef: 'user:default/ann',
          role: 'admin',
          scope: { kind: 'global' },
        },
      ],
    });
  });

  beforeEach(async () => {
    secretId = randomUUID();
    await services.knex('secrets').insert({
      id: secretId,
      provider: 'custom',
      name: fresh('secret'),
      labels: '[]',
      enabled: true,
      config: JSON.stringify({ values: {} }),
      version: 1,
      rotated_at: started - 1,
      revision: 1,
      created_by: 'user:default/ann',
      created_at: started - 1,
      updated_at: started - 1,
    });
    const template = await addTemplate(services);
    resource = await addResource(services, template, {
      version: await addVersion(services, template),
      secretIds: [secretId],
    });
    const run = await services.runService.request(
      resource.id,
      'provision',
      ann,
    );
    await services.worker.work(run.id);
    await marks.mark(services.knex, secretId);
  });

  const isStale = async () => {
    const row = await services
      .knex('resources')
      .where({ id: resource.id })
      .first('stale_secrets');
    return Boolean(row.stale_secrets);
  };

  it('are settled by a run that started after the change', async () => {
    expect(await isStale()).toBe(true);
    await marks.settle(services.knex, resource.id, started);
    expect(await isStale()).toBe(false);
  });

  it.each(['rotated', 'led elsewhere'])(
    'stay where one was %s while the run was at work',
    async what => {
      await services
        .knex('secrets')
        .where({ id: secretId })
        .update({
          updated_at: started + 1,
          ...(what === 'rotated' && { rotated_at: started + 1 }),
        });
      await marks.settle(services.knex, resource.id, started);
      expect(await isStale()).toBe(true);
    },
  );
});
