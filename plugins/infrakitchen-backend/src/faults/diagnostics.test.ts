import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { createModuleRepository } from '@internal/demo-cloud';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from '../__testUtils__/startPortal';
import { addressOf, createCatalogue } from './__testUtils__/catalogue';
import { adminOf } from './__testUtils__/cloud';

jest.setTimeout(180_000);

const secret = 'correct-horse-battery';

const modules = {
  wants_more: `terraform {
  required_providers {
    nothing = {
      source  = "acme/nothing"
      version = "1.0.0"
    }
  }
}

variable "name" { type = string }
`,
  no_number: `variable "size" { type = string }

variable "password" {
  type      = string
  sensitive = true
}

locals {
  count = tonumber("\${var.size}-x")
  port  = tonumber(nonsensitive(var.password))
}

output "count" { value = local.count }
output "port" { value = local.port }
`,
};

describe('what a failed run keeps of what the engine said', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let world: World;
  let repository: string;

  beforeAll(async () => {
    world = await createWorld();
    const source = path.join(world.directory, 'broken-source');
    for (const [name, code] of Object.entries(modules)) {
      const folder = path.join(source, 'v1.0.0', name);
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, 'main.tf'), code);
    }
    repository = path.join(world.directory, 'broken');
    await createModuleRepository({ directory: repository, source });
  });
  afterAll(() => world.stop());

  describe.each(databases.eachSupportedId())('%s', database => {
    let portal: Portal;

    beforeAll(async () => {
      const knex = await databases.init(database);
      portal = await startPortal({ world, knex });
    });
    afterAll(() => portal.stop());

    async function fail(module: string, values: object): Promise<RunDetail> {
      const { client } = portal;
      const { template, version } = await client.importTemplate({
        template: { key: module, name: module, parentIds: [] },
        version: {
          repositoryUrl: repository,
          path: module,
          refType: 'tag',
          ref: 'v1.0.0',
        },
      });
      const { id } = await client.createResource({
        templateId: template.id,
        versionId: version.id,
        name: module,
        values: { ...values } as Record<string, string>,
      });
      const { run } = await client.actOnResource(id, 'provision');
      return portal.finished(run!.id);
    }

    it('init: which provider is not to be had', async () => {
      const { state, error } = await fail('wants_more', { name: 'one' });
      expect(state).toBe('failed');
      expect(error).toMatchObject({
        code: 'engine_failed',
        phase: 'init',
        hint: expect.stringContaining('required_providers'),
        diagnostics: [
          {
            severity: 'error',
            summary: expect.stringContaining('provider'),
            detail: expect.stringContaining('acme/nothing'),
          },
        ],
      });
    });

    it('plan: file, line and code, and no secret', async () => {
      const run = await fail('no_number', { size: 'huge', password: secret });
      expect(run.error).toMatchObject({
        code: 'engine_failed',
        phase: 'plan',
        hint: expect.stringContaining('another type'),
      });
      const found = run.error!.diagnostics!;
      expect(found).toContainEqual({
        severity: 'error',
        summary: 'Invalid function argument',
        detail: expect.stringContaining('cannot convert "huge-x" to number'),
        position: { file: 'no_number/main.tf', line: 9, column: 23 },
        snippet: expect.objectContaining({
          code: '  count = tonumber("${var.size}-x")',
          startLine: 9,
          context: 'locals',
          values: [{ expression: 'var.size', statement: 'is "huge"' }],
        }),
      });
      const { code, highlight } = found.find(
        ({ position }) => position?.line === 9,
      )!.snippet!;
      expect(code.slice(highlight!.start, highlight!.end)).toBe('var.size');
      expect(found.map(({ position }) => position?.line)).toContain(10);
      expect(JSON.stringify(run)).not.toContain(secret);
      const {
        items: [listed],
      } = await portal.client.listRuns({
        filter: [`resourceId=${run.resourceId}`],
      });
      expect(listed.error!.diagnostics!.length).toBe(found.length);
      expect(listed.error!.diagnostics![0].snippet).toBeUndefined();
    });

    it('apply: the object, and where the module makes it', async () => {
      const { client } = portal;
      const { createNetwork } = await createCatalogue(client, world);
      const { id } = await createNetwork('full');
      const cloud = adminOf(world);
      await cloud.suffer({
        type: 'fail',
        kind: 'network',
        operation: 'create',
        status: 507,
        message: 'No address space is left',
      });
      const { run } = await client.actOnResource(id, 'provision');
      const { error } = await portal.finished(run!.id);
      await cloud.suffer();
      expect(error).toMatchObject({
        code: 'engine_failed',
        phase: 'apply',
        hint: expect.stringContaining('quota'),
        diagnostics: [
          {
            address: addressOf('network'),
            position: { file: 'network/main.tf', line: expect.any(Number) },
            snippet: {
              code: expect.stringContaining(
                'resource "democloud_network" "this"',
              ),
            },
          },
        ],
      });
    });
  });
});
