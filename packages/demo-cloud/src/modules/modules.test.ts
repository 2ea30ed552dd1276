import { ENGINES, Root } from '../testUtils/Root';
import { Sandbox } from '../testUtils/Sandbox';
import {
  createModuleRepository,
  ModuleRepository,
} from './createModuleRepository';

jest.setTimeout(120_000);

/** What the modules need beyond what their parents give them. */
const EXTRA: Record<string, Record<string, string>> = {
  'v1.0.0': {
    network: 'enable_flow_logs = true',
    database: 'storage_gb = 50',
  },
  'v1.1.0': {
    network: 'enable_flow_logs = true',
    cluster: 'maintenance_window = { day = "sun" }',
    database: 'backup_retention_days = 14',
  },
  'v2.0.0': {
    network: 'flow_logs = true',
    cluster: 'kubernetes_version = "1.34"',
    database: 'tier = "critical"',
  },
};

/** What becomes of the database. */
const DATABASES: Record<string, object> = {
  'v1.0.0': { storage_gb: 50, backup: { retention_days: 7 } },
  'v1.1.0': { storage_gb: 20, backup: { retention_days: 14 } },
  'v2.0.0': { storage_gb: 500, high_availability: true },
};

describe.each(ENGINES)('the demo modules, run by %s', engine => {
  let sandbox: Sandbox;
  let repository: ModuleRepository;

  beforeAll(async () => {
    sandbox = await Sandbox.create();
    repository = await createModuleRepository({
      directory: `${sandbox.base}/modules`,
    });
  });

  afterEach(async () => {
    await sandbox.reset();
  });

  afterAll(async () => {
    await sandbox.remove();
  });

  function call(release: string, name: string, parents: string): string {
    const { directory } = repository;
    return `
      module "${name}" {
        source      = "git::file://${directory}//${name}?ref=${release}"
        name        = "demo-${name}"
        environment = "prod"
        tags        = { owner = "team-a" }
        ${parents}
        ${EXTRA[release][name] ?? ''}
      }
      output "${name}" {
        value     = module.${name}
        sensitive = true
      }`;
  }

  async function chain(release: string): Promise<Root> {
    const root = await sandbox.root(release, {
      'main.tf': [
        call(release, 'network', 'region = "eu-west-1"'),
        call(
          release,
          'cluster',
          `region     = module.network.region
           network_id = module.network.network_id`,
        ),
        call(release, 'namespace', 'cluster_id = module.cluster.cluster_id'),
        call(
          release,
          'database',
          `network_id = module.network.network_id
           cidr       = module.network.cidr`,
        ),
        call(
          release,
          'bucket',
          `region          = "eu-west-1"
           lifecycle_rules = [{ expire_after_days = 30 }]`,
        ),
      ].join('\n'),
    });
    await root.succeed(engine, 'init', '-input=false');
    return root;
  }

  it.each(Object.keys(DATABASES))('apply at %s', async release => {
    const root = await chain(release);
    await root.succeed(engine, 'validate');
    await root.apply(engine);
    const objects = await sandbox.objects();
    expect(objects.map(({ kind }) => kind).sort()).toEqual(
      [...repository.modules].sort(),
    );
    expect(objects.map(({ attributes }) => attributes.tags)).toEqual(
      objects.map(() => ({ environment: 'prod', owner: 'team-a' })),
    );
    const [database] = await sandbox.objects('database');
    expect(database.attributes).toMatchObject(DATABASES[release]);
    const { values } = await root.show(engine);
    expect(values.outputs.database.value.password).toHaveLength(24);
    expect(Object.values(await root.plan(engine))).toEqual(
      objects.map(() => 'no-op'),
    );
  });

  it('are all tried here', () => {
    expect(repository.tags).toEqual(Object.keys(DATABASES));
  });
});
