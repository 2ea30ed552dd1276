import { TestDatabases } from '@backstage/backend-test-utils';
import type {
  ModuleVariable,
  Template,
  VariableRule,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  variable,
  type Services,
} from '../__testUtils__/serviceFixture';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('references, %s', database => {
  let services: Services;
  let network: Template;
  let cluster: Template;

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    network = await addTemplate(services);
    cluster = await addTemplate(services, { parents: [network] });
    const version = await addVersion(services, network, {
      outputs: ['id', 'subnets', 'nodes', 'settings', 'token'].map(name => ({
        name,
        sensitive: name === 'token',
      })),
    });
    await addVersion(services, network, {
      enabled: false,
      outputs: [{ name: 'only_disabled', sensitive: false }],
    });
    const resource = await addResource(services, network, { version });
    const run = await services.runService.request(
      resource.id,
      'provision',
      ann,
    );
    await services.worker.work(run.id, {
      outputs: {
        id: 'n-1',
        subnets: ['a', 'b'],
        nodes: 3,
        settings: { size: 'big', zones: ['a'] },
      },
      sensitiveOutputs: { token: 'hush' },
    });
  });

  const check = (
    type: string,
    output: string,
    rest: Partial<ModuleVariable> = {},
    rule: VariableRule = {},
  ) =>
    services.rules.assertValid(
      services.knex,
      cluster.id,
      {
        variables: [variable('v', type, rest)],
        outputs: [],
        requiredProviders: [],
        files: [],
      },
      { v: { ...rule, reference: { templateId: network.id, output } } },
    );

  it.each([
    ['string', 'id'],
    ['any', 'settings'],
    ['list(string)', 'subnets'],
    ['set(string)', 'subnets'],
    ['string', 'nodes'],
    ['object({ size = string, zones = list(string) })', 'settings'],
    ['object({ size = string })', 'settings'],
  ])('of %s take %s', async (type, output) => {
    await expect(check(type, output)).resolves.toBeUndefined();
  });

  it.each([
    ['number', 'id', 'it is a string'],
    ['string', 'subnets', 'it is a list'],
    ['list(number)', 'subnets', 'it is a list'],
    ['string', 'settings', 'it is an object'],
    ['object({ name = string })', 'settings', 'it is an object'],
    ['list(string)', 'nodes', 'it is a number'],
  ])('of %s do not take %s', async (type, output, reason) => {
    await expect(check(type, output)).rejects.toMatchObject({
      code: 'output_not_convertible',
      message: expect.stringMatching(
        new RegExp(`provisioned with v1\\.0\\.\\d+ ${reason}`),
      ),
    });
  });

  it('take a sensitive output into something sensitive only, whose type the run checks', async () => {
    await expect(check('string', 'token')).rejects.toMatchObject({
      code: 'sensitive_output',
    });
    await expect(
      check('string', 'token', { sensitive: true }),
    ).resolves.toBeUndefined();
    await expect(
      check('number', 'token', {}, { sensitive: true }),
    ).resolves.toBeUndefined();
  });

  it.each([
    ['only_disabled', 'no version in use of it has'],
    ['subnet', "did you mean 'subnets'?"],
    ['constructor', 'no version in use of it has'],
  ])('to %s are refused: %s', async (output, message) => {
    await expect(check('any', output)).rejects.toMatchObject({
      code: 'output_not_found',
      message: expect.stringContaining(message),
    });
  });
});
