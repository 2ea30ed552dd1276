import { TestDatabases } from '@backstage/backend-test-utils';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('run tokens, %s', database => {
  it('last again where the plan that holds them is applied late', async () => {
    const services = await createServices(await databases.init(database));
    const { tokens, knex, runService } = services;
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    const resource = await addResource(services, template, { version });
    const { id } = await runService.request(resource.id, 'provision', ann);
    const ofPlan = await tokens.issue({
      runId: id,
      resourceId: resource.id,
      lifetimeMs: 60_000,
    });
    await knex('run_tokens').update({ expires_at: Date.now() - 1 });
    expect(await tokens.verify(resource.id, ofPlan)).toBeUndefined();
    await tokens.extend(id, 60_000);
    expect(await tokens.verify(resource.id, ofPlan)).toMatchObject({
      runId: id,
    });
  });
});
