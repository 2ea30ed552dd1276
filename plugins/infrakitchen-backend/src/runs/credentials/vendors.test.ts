import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import aws from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-aws';
import azure from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-azure';
import azureDevops from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-azure-devops';
import bitbucket from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-bitbucket';
import datadog from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-datadog';
import gcp from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-gcp';
import github from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-github';
import gitlab from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-gitlab';
import mongodbAtlas from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-mongodb-atlas';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
// The stand-in is for tests alone, so its package does not export it.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { AwsStandIn } from '../../../../infrakitchen-backend-module-aws/src/__testUtils__/AwsStandIn';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from '../../__testUtils__/startPortal';
import { GitFixture } from '../../sources/__testUtils__/gitFixtures';

jest.setTimeout(240_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const uuid = '33333333-3333-4333-8333-333333333333';
const account = '111122223333';

/** Says, hashed, what it got. */
const mainTf = `
variable "name" { type = string }
variable "db_password" {
  type      = string
  sensitive = true
  default   = "none"
}
resource "terraform_data" "this" { input = var.name }
output "password" { value = sha256(nonsensitive(var.db_password)) }
`;

/** Variables that are written down, and what they are expected to hold in a phase. */
type Environment = Record<string, string>;

interface Vendor {
  provider: string;
  config: (who: string) => JsonObject;
  expected: (who: string, phase: 'plan' | 'apply') => Environment;
}

const serviceAccountKey = (email: string) =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'project-1',
    private_key_id: email,
    private_key: generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
    client_email: email,
    client_id: '1',
    token_uri: 'https://oauth2.googleapis.com/token',
  });

/** Those whose credentials are given to runs as they are stored. */
const vendors: Vendor[] = [
  {
    provider: 'azure',
    config: who => ({
      tenantId: uuid,
      subscriptionId: uuid,
      clientId: uuid,
      clientSecret: `azure-${who}-apply`,
      planClientId: uuid,
      planClientSecret: `azure-${who}-plan`,
    }),
    expected: (who, phase) => ({
      ARM_TENANT_ID: uuid,
      ARM_CLIENT_SECRET: `azure-${who}-${phase}`,
    }),
  },
  {
    provider: 'gcp',
    config: who => ({
      projectId: 'project-1',
      serviceAccountKey: serviceAccountKey(
        `${who}-apply@project-1.iam.gserviceaccount.com`,
      ),
      planServiceAccountKey: serviceAccountKey(
        `${who}-plan@project-1.iam.gserviceaccount.com`,
      ),
    }),
    expected: (who, phase) => ({
      GOOGLE_PROJECT: 'project-1',
      // Of the file that it names, whom the key in it belongs to.
      GOOGLE_CREDENTIALS: `${who}-${phase}@project-1.iam.gserviceaccount.com`,
    }),
  },
  {
    provider: 'datadog',
    config: who => ({
      apiKey: `datadog-${who}`,
      appKey: `datadog-${who}-apply`,
      planAppKey: `datadog-${who}-plan`,
    }),
    expected: (who, phase) => ({
      DD_API_KEY: `datadog-${who}`,
      DD_APP_KEY: `datadog-${who}-${phase}`,
    }),
  },
  {
    provider: 'mongodb-atlas',
    config: who => ({
      orgId: '0123456789abcdef01234567',
      authentication: 'api_key',
      publicKey: 'public',
      privateKey: `atlas-${who}-apply`,
      planPublicKey: 'public-plan',
      planPrivateKey: `atlas-${who}-plan`,
    }),
    expected: (who, phase) => ({
      MONGODB_ATLAS_PRIVATE_KEY: `atlas-${who}-${phase}`,
    }),
  },
  {
    provider: 'github',
    config: who => ({
      authentication: 'token',
      token: `github-${who}-apply`,
      planToken: `github-${who}-plan`,
    }),
    expected: (who, phase) => ({ GITHUB_TOKEN: `github-${who}-${phase}` }),
  },
  {
    provider: 'gitlab',
    config: who => ({
      token: `gitlab-${who}-apply`,
      planToken: `gitlab-${who}-plan`,
    }),
    expected: (who, phase) => ({ GITLAB_TOKEN: `gitlab-${who}-${phase}` }),
  },
  {
    provider: 'bitbucket',
    config: who => ({
      workspace: 'acme',
      authentication: 'access_token',
      token: `bitbucket-${who}-apply`,
      planToken: `bitbucket-${who}-plan`,
    }),
    expected: (who, phase) => ({
      BITBUCKET_OAUTH_TOKEN: `bitbucket-${who}-${phase}`,
    }),
  },
  {
    provider: 'azure-devops',
    config: who => ({
      organizationUrl: 'https://dev.azure.com/acme',
      authentication: 'token',
      token: `devops-${who}-apply`,
      planToken: `devops-${who}-plan`,
    }),
    expected: (who, phase) => ({
      AZDO_PERSONAL_ACCESS_TOKEN: `devops-${who}-${phase}`,
    }),
  },
];
const recordedNames = vendors.flatMap(({ expected }) =>
  Object.keys(expected('nobody', 'plan')),
);

describe.each(databases.eachSupportedId())(
  'runs with the real engine and the providers of vendors, %s',
  database => {
    let standIn: AwsStandIn;
    let world: World;
    let portal: Portal;
    let recorded: string;
    let module: { templateId: string; versionId: string };

    beforeAll(async () => {
      standIn = await new AwsStandIn().start();
      world = await createWorld({
        integrations: {
          allowHosts: [standIn.host],
          awsEndpoints: { sts: standIn.url, secretsManager: standIn.url },
        },
      });
      recorded = path.join(world.directory, 'recorded');
      await mkdir(recorded);
      const config = world.config as any;
      config.infrakitchen.engine.binary = await createRecorder(world, recorded);
      const repository = await GitFixture.create(
        path.join(world.directory, 'plain'),
      );
      await repository.commit({
        'main.tf': mainTf,
      });
      await repository.git('tag', 'v1.0.0');
      portal = await startPortal({
        world,
        knex: await databases.init(database),
        features: [
          ...[aws, azure, azureDevops, bitbucket, datadog, gcp, github],
          ...[gitlab, mongodbAtlas],
        ],
      });
      const { template, version } = await portal.client.importTemplate({
        template: { key: 'plain', name: 'Plain' },
        version: {
          repositoryUrl: repository.directory,
          path: '',
          refType: 'tag',
          ref: 'v1.0.0',
        },
      });
      module = { templateId: template.id, versionId: version.id };
    });

    afterAll(async () => {
      await portal?.stop();
      await world?.stop();
      await standIn?.stop();
    });

    /** A user of the stand-in's account, who may assume a role of their own. */
    const awsConfig = (who: string) => {
      const user = `arn:aws:iam::${account}:user/${who}`;
      const accessKeyId = `AKIA${hash(who).slice(0, 16).toUpperCase()}`;
      const secretAccessKey = hash(`secret of ${who}`);
      standIn.keys.set(accessKeyId, { arn: user, secretAccessKey });
      const roles = ['plan', 'apply'].map(
        phase => `arn:aws:iam::${account}:role/${who}-${phase}`,
      );
      for (const arn of roles) {
        standIn.sts.roles.push({ arn, trusts: user, maxSeconds: 3600 });
      }
      return {
        region: 'eu-central-1',
        ...{ accessKeyId, secretAccessKey },
        ...{ planRoleArn: roles[0], roleArn: roles[1] },
      };
    };
    const create = (provider: string, name: string, config: JsonObject) =>
      portal.client.createConnection('integration', { provider, name, config });
    const resource = (name: string, ids: string[]) =>
      portal.client.createResource({
        ...module,
        name,
        values: { name },
        integrations: ids.map(id => ({ id })),
      });
    const run = async (
      id: string,
      action: 'dry-run' | 'provision' | 'destroy',
    ): Promise<RunDetail> => {
      const started = await portal.client.actOnResource(id, action);
      return portal.finished(started.run!.id);
    };

    /** What a command of a run had, hashed, by variable. */
    async function seen(
      runId: string,
      command: 'plan' | 'apply',
    ): Promise<Environment> {
      const file = path.join(recorded, `${runId}.${command}`);
      const lines = (await readFile(file, 'utf8')).trim().split('\n');
      return Object.fromEntries(lines.map(line => line.split('=')));
    }

    /** Whose keys a command had, of all that the stand-in knows. */
    async function awsSession(runId: string, command: 'plan' | 'apply') {
      const given = await seen(runId, command);
      const [key, principal] =
        [...standIn.keys].find(
          ([each]) => hash(each) === given.AWS_ACCESS_KEY_ID,
        ) ?? [];
      expect([key, given.AWS_SECRET_ACCESS_KEY]).toEqual([
        expect.any(String),
        hash(principal!.secretAccessKey),
      ]);
      expect(given.AWS_SESSION_TOKEN).toBe(hash(principal!.sessionToken!));
      return principal!.arn;
    }

    const session = (role: string, runId: string) =>
      `arn:aws:sts::${account}:assumed-role/${role}/InfraKitchen-${runId}`;

    it('AWS: tests, runs, rotates, and refuses what is disabled; STS checks every signature', async () => {
      const config = awsConfig('first');
      const cloud = await create('aws', 'AWS', config);
      const { client } = portal;
      expect(
        await client.testConnection('integration', cloud.id),
      ).toMatchObject({ ok: true });
      const wrong = await create('aws', 'Wrong', {
        ...config,
        secretAccessKey: 'not-the-secret-key-of-it'.replaceAll('-', '/'),
      });
      const report = await client.testConnection('integration', wrong.id);
      expect(report.ok).toBe(false);
      expect(JSON.stringify(report)).not.toContain('not/the/secret');

      const made = await resource('aws-one', [cloud.id]);
      const provisioned = await run(made.id, 'provision');
      expect(provisioned.error).toBeUndefined();
      expect([
        await awsSession(provisioned.id, 'plan'),
        await awsSession(provisioned.id, 'apply'),
      ]).toEqual([
        session('first-plan', provisioned.id),
        session('first-apply', provisioned.id),
      ]);

      await client.rotateConnection('integration', cloud.id, {
        ...awsConfig('second'),
      });
      const later = await run(made.id, 'dry-run');
      expect(later.error).toBeUndefined();
      expect(await awsSession(later.id, 'plan')).toBe(
        session('second-plan', later.id),
      );

      standIn.sts.roles.length = 0;
      const revoked = await run(made.id, 'dry-run');
      expect(revoked).toMatchObject({
        state: 'failed',
        error: { message: expect.stringContaining("'AWS'") },
      });
      await expect(seen(revoked.id, 'plan')).rejects.toThrow('ENOENT');

      await client.actOnConnection('integration', cloud.id, 'disable');
      const refused = await run(made.id, 'dry-run');
      expect(refused.error).toMatchObject({ code: 'integration_disabled' });
      await expect(seen(refused.id, 'plan')).rejects.toThrow('ENOENT');
      const logs = await Promise.all(
        [provisioned, later, revoked, refused].map(({ id }) =>
          client.getRunLog(id),
        ),
      );
      expect(JSON.stringify(logs)).not.toContain(config.secretAccessKey);
    });

    it('AWS Secrets Manager: a run reads with the rights of its integration, which was used', async () => {
      const { client } = portal;
      const cloud = await create('aws', 'Reader', awsConfig('reader'));
      standIn.secretsManager.secrets.set('team/database', {
        text: JSON.stringify({ db_password: 'kept-by-aws' }),
        readers: [`arn:aws:sts::${account}:assumed-role/reader-plan/`],
      });
      const secret = await client.createConnection('secret', {
        provider: 'aws-secrets-manager',
        name: 'Database',
        config: { secretId: 'team/database' },
        integrationId: cloud.id,
      });
      const made = await client.createResource({
        ...module,
        name: 'with-secret',
        values: { name: 'with-secret' },
        secretIds: [secret.id],
      });
      const before = await client.getConnection('integration', cloud.id);
      expect(before.lastUsedAt).toBeUndefined();
      const provisioned = await run(made.id, 'provision');
      expect(provisioned.error).toBeUndefined();
      const { outputs } = await client.getResource(made.id);
      expect(outputs).toEqual([
        { name: 'password', sensitive: false, value: hash('kept-by-aws') },
      ]);
      const after = await client.getConnection('integration', cloud.id);
      expect(after.lastUsedAt).toEqual(expect.any(String));
      // Its integration has no part in the environment of the run.
      expect((await seen(provisioned.id, 'plan')).AWS_ACCESS_KEY_ID).toBe(
        hash(''),
      );

      standIn.secretsManager.secrets.get('team/database')!.readers = [];
      const refused = await run(made.id, 'dry-run');
      expect(refused.error?.message).toContain("The secret 'Database'");
      await expect(seen(refused.id, 'plan')).rejects.toThrow('ENOENT');
    });

    it('all at once: each phase has its own, of two runs at the same time too, and of what was rotated', async () => {
      const { client } = portal;
      const people = ['left', 'right'];
      const made = await Promise.all(
        people.map(async who => {
          const cloud = await create('aws', `aws ${who}`, awsConfig(who));
          const others = await Promise.all(
            vendors.map(({ provider, config }) =>
              create(provider, `${provider} ${who}`, config(who)),
            ),
          );
          const attached = [cloud, ...others].map(({ id }) => id);
          return { attached, ...(await resource(who, attached)) };
        }),
      );
      const ended = await Promise.all(
        made.map(({ id }) => run(id, 'provision')),
      );
      for (const [index, { id, error }] of ended.entries()) {
        const who = people[index];
        expect(error).toBeUndefined();
        for (const phase of ['plan', 'apply'] as const) {
          expect(await awsSession(id, phase)).toBe(
            session(`${who}-${phase}`, id),
          );
          expect(await seen(id, phase)).toMatchObject(expectedOf(who, phase));
        }
      }

      const [{ id, attached }] = made;
      for (const [index, { provider, config }] of vendors.entries()) {
        const held = await client.getConnection(
          'integration',
          attached[index + 1],
        );
        expect(held.provider).toBe(provider);
        await client.rotateConnection(
          'integration',
          held.id,
          config('rotated'),
        );
      }
      const rotated = await run(id, 'dry-run');
      expect(rotated.error).toBeUndefined();
      expect(await seen(rotated.id, 'plan')).toMatchObject(
        expectedOf('rotated', 'plan'),
      );
      const said = JSON.stringify([
        await client.getRunLog(ended[0].id),
        await client.getRunLog(rotated.id),
        await client.listConnections('integration'),
      ]);
      expect(said).not.toMatch(/-(left|rotated)-(plan|apply)\b(?!@)/);
      expect(said).not.toContain('PRIVATE KEY');
    });
  },
);

/** Hashes of what the variables hold, by name. */
function expectedOf(who: string, phase: 'plan' | 'apply'): Environment {
  return Object.fromEntries(
    vendors.flatMap(({ expected }) =>
      Object.entries(expected(who, phase)).map(([name, value]) => [
        name,
        hash(value),
      ]),
    ),
  );
}

/** An engine that writes down, hashed, what its environment holds. */
async function createRecorder(world: World, directory: string) {
  const script = path.join(world.directory, 'recorder');
  const names = [
    ...recordedNames.filter(name => name !== 'GOOGLE_CREDENTIALS'),
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ];
  const note = (name: string, command: string) =>
    `  printf '%s=%s\\n' ${name} "$(${command} | sha256sum | cut -d' ' -f1)"`;
  await writeFile(
    script,
    `#!/bin/sh
case "$1" in plan|apply)
  run=$(basename "$(dirname "$PWD")")
  {
${names.map(name => note(name, `printf %s "$${name}"`)).join('\n')}
${note(
  'GOOGLE_CREDENTIALS',
  `sed -n 's/.*"client_email": "\\(.*\\)".*/\\1/p' "$GOOGLE_CREDENTIALS" | tr -d '\\n'`,
)}
  } > "${directory}/$run.$1" 2>/dev/null
esac
exec terraform "$@"
`,
  );
  await chmod(script, 0o755);
  return script;
}
