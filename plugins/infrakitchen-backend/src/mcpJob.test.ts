import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import mcpActionsPlugin from '@backstage/plugin-mcp-actions-backend';
import type { Role } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from './__testUtils__/startPortal';

jest.setTimeout(120_000);

const ADMIN = 'user:default/admin';
const DEVELOPER = 'user:default/developer';
const READER = 'user:default/reader';
const OUTSIDER = 'user:default/outsider';

const grant = (principal: string, role: Role) => ({ principal, role });

/** What an agent has: the tools of one user, over real MCP. */
interface Agent {
  client: Client;
  /** The answer of a tool that succeeds. */
  use(tool: string, input?: object): Promise<any>;
  /** What a tool says that refuses. */
  refused(tool: string, input?: object): Promise<string>;
}

describe('an agent over MCP, with the real engine', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const agents: Client[] = [];
  let world: World;
  let portal: Portal;
  let templateId: string;

  beforeAll(async () => {
    world = await createWorld({
      access: {
        everyone: 'none',
        grants: [
          grant(ADMIN, 'admin'),
          grant(DEVELOPER, 'write'),
          grant(READER, 'read'),
        ],
      },
    });
    portal = await startPortal({
      world,
      knex: await databases.init('SQLITE_3'),
      user: ADMIN,
      features: [mcpActionsPlugin],
    });
    templateId = await seed();
  });

  afterAll(async () => {
    await Promise.all(agents.map(client => client.close()));
    await portal?.stop();
    await world?.stop();
  });

  /** A region to put things into, a template with a secret, and a rule about it. */
  async function seed(): Promise<string> {
    const { client } = portal;
    const region = await client.createTemplate({
      key: 'region',
      name: 'Region',
      abstract: true,
    });
    await client.createResource({
      templateId: region.id,
      name: 'eu-prod',
      configs: [
        { name: 'region', value: 'eu-north-1' },
        { name: 'environment', value: 'prod' },
      ],
    });
    const network = await client.importTemplate({
      template: {
        key: 'network',
        name: 'Private network',
        parentIds: [region.id],
        documentation: '# Networks\nOne for each product.',
        conventions: {
          requiredTags: ['team'],
          requiredConfigs: [],
          namePattern: '{name}-net',
        },
      },
      version: {
        repositoryUrl: world.repository,
        path: 'network',
        refType: 'tag',
        ref: 'v1.0.0',
        variableRules: { dns_servers: { sensitive: true } },
      },
    });
    await client.createApprovalRule({
      name: 'Networks',
      scope: { kind: 'template', id: network.template.id },
      effect: 'require',
      approvers: { roles: ['admin'] },
    });
    return network.template.id;
  }

  async function agentOf(token: string): Promise<Agent> {
    const client = new Client({ name: 'agent', version: '1.0.0' });
    await client.connect(
      new StreamableHTTPClientTransport(
        new URL(portal.baseUrl.replace(/infrakitchen$/, 'mcp-actions/v1')),
        { requestInit: { headers: { Authorization: token } } },
      ),
    );
    agents.push(client);
    const call = async (tool: string, input: object = {}) =>
      (await client.callTool({
        name: `infrakitchen.${tool}`,
        arguments: { ...input },
      })) as CallToolResult;
    const textOf = ({ content: [part] }: CallToolResult) =>
      part.type === 'text' ? part.text : '';
    return {
      client,
      async use(tool, input) {
        const answer = await call(tool, input);
        if (answer.isError) {
          throw new Error(`${tool}: ${textOf(answer)}`);
        }
        return answer.structuredContent;
      },
      async refused(tool, input) {
        const answer = await call(tool, input);
        expect(answer.isError).toBe(true);
        return textOf(answer);
      },
    };
  }

  const asUser = (user: string) => agentOf(mockCredentials.user.header(user));

  it('is offered every tool with what it has to know', async () => {
    const { client } = await asUser(DEVELOPER);
    const { tools } = await client.listTools();
    const byName = new Map(tools.map(tool => [tool.name, tool]));
    expect(byName.get('infrakitchen.check-resource')).toMatchObject({
      description: expect.stringContaining('nothing is stored'),
      annotations: {
        title: 'Check a proposed infrastructure resource',
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
      },
      inputSchema: {
        type: 'object',
        required: ['templateId', 'name'],
        additionalProperties: false,
      },
    });
    expect(
      byName.get('infrakitchen.destroy-resource')?.annotations,
    ).toMatchObject({ readOnlyHint: false, destructiveHint: true });
    // Decisions are for people.
    expect(
      [...byName.keys()].filter(name => /approve-|reject-/.test(name)),
    ).toEqual([]);
  });

  it('finds, proposes, plans and asks for approval, and may not approve', async () => {
    const { use, refused } = await asUser(DEVELOPER);

    const { templates } = await use('list-templates', { q: 'network' });
    expect(templates).toMatchObject([
      { id: templateId, name: 'Private network' },
    ]);
    const { template } = await use('get-template', { templateId });
    expect(template.documentation).toContain('One for each product');
    const { versions } = await use('list-template-versions', { templateId });
    const [version] = versions;
    expect(version.variables).toContain('dns_servers');
    const { resources: parents } = await use('list-resources', {
      filter: [`templateId=${template.parentIds[0]}`, 'state=provisioned'],
    });
    const place = { versionId: version.id, parentIds: [parents[0].id] };
    const form = await use('get-version-schema', place);
    expect(form.naming.pattern).toBe('{name}-net');
    expect(
      form.variables.find(({ name }: { name: string }) => name === 'region'),
    ).toMatchObject({
      value: 'eu-north-1',
      provenance: { source: 'config', resource: { name: 'eu-prod' } },
    });

    const proposal = { templateId, ...place, name: 'orders', values: {} };
    const { valid, problems } = await use('check-resource', proposal);
    expect(valid).toBe(false);
    expect(problems.map(({ field }: { field?: string }) => field)).toEqual(
      expect.arrayContaining(['values.name', 'tags.team']),
    );
    const better = {
      ...proposal,
      name: 'orders-net',
      tags: [{ name: 'team', value: 'orders' }],
      values: { name: 'orders', dns_servers: ['10.77.0.53'] },
    };
    const checked = await use('check-resource', better);
    expect(checked).toMatchObject({ valid: true, problems: [] });
    expect((await use('list-resources', { q: 'orders' })).resources).toEqual(
      [],
    );
    const { resource } = await use('create-resource', better);
    const resourceId = resource.id;

    const dryRun = await use('dry-run-resource', { resourceId });
    await settled(use, dryRun.runId);
    const { plan } = await use('get-run-plan', { runId: dryRun.runId });
    expect(plan.summary).toMatchObject({ create: 1, delete: 0 });
    expect(plan.changes).toMatchObject([
      {
        action: 'create',
        attributes: expect.arrayContaining([
          expect.objectContaining({ path: 'cidr', sensitive: false }),
          expect.objectContaining({ sensitive: true }),
        ]),
      },
    ]);

    const { requirements } = await use('preview-approvers', {
      resourceId,
      action: 'provision',
    });
    expect(requirements).toMatchObject([
      { ruleName: 'Networks', approvals: 1, approvers: { roles: ['admin'] } },
    ]);
    const { runId } = await use('provision-resource', {
      resourceId,
      reason: 'The orders team needs a network',
    });
    expect(await settled(use, runId)).toBe('awaiting_approval');
    expect(await use('get-run-approval', { runId })).toMatchObject({
      isWaiting: true,
      requirements: [{ ruleName: 'Networks', given: 0 }],
      decisions: [],
    });
    expect((await use('list-waiting-approvals')).items).toMatchObject([
      { run: { id: runId } },
    ]);
    // It is under way; the answer says what to do.
    expect(await refused('provision-resource', { resourceId })).toMatch(
      /^ConflictError: .*get-run.*\[run_active/,
    );

    const said = JSON.stringify([
      ...[form, checked, resource, plan],
      await use('get-resource', { resourceId }),
      await use('get-resource-values', { resourceId }),
      await use('get-run', { runId }),
      await use('get-run-plan', { runId }),
    ]);
    expect(said).not.toContain('10.77.0.53');

    // A person approves it in the portal; then its outputs can be read.
    const run = await portal.client.getRun(runId);
    await portal.client.actOnRun(runId, 'approve', { digest: run.planDigest });
    await portal.finished(runId);
    const { state, outputs } = await use('get-resource-outputs', {
      resourceId,
    });
    expect(state).toBe('provisioned');
    expect(outputs.map(({ name }: { name: string }) => name)).toContain(
      'network_id',
    );
  });

  it('may do what its user may, and no more', async () => {
    const reader = await asUser(READER);
    const { resources } = await reader.use('list-resources', { q: 'eu-prod' });
    const proposal = { templateId, name: 'mine-net' };
    for (const [tool, input] of [
      ['check-resource', proposal],
      ['create-resource', proposal],
      ['destroy-resource', { resourceId: resources[0].id }],
    ] as const) {
      expect(await reader.refused(tool, input)).toMatch(
        /^NotAllowedError: .*\[role_missing/,
      );
    }
    const outsider = await asUser(OUTSIDER);
    expect((await outsider.use('list-resources')).resources).toEqual([]);
    expect((await outsider.use('list-templates')).templates).toEqual([]);
    expect(
      await outsider.refused('get-resource', { resourceId: resources[0].id }),
    ).toMatch(/^NotFoundError: .*list-resources.*\[resource_not_found/);
  });

  it('may do nothing as a service that has no right of its own', async () => {
    const service = await agentOf(mockCredentials.service.header());
    expect(await service.refused('list-resources')).toMatch(
      /^NotAllowedError: .*\[service_unrestricted/,
    );
    expect(
      await service.refused('create-resource', { templateId, name: 'x-net' }),
    ).toMatch(/^NotAllowedError: /);
  });

  it('is told which field of an input is wrong', async () => {
    const { refused } = await asUser(DEVELOPER);
    const text = await refused('create-resource', {
      templateId: 'x',
      nam: 'a',
    });
    expect(text).toMatch(/^InputError: /);
    for (const field of ['templateId', 'name', 'nam']) {
      expect(text).toContain(field);
    }
  });

  /** Asks until a run is over or waits, as the description tells an agent to. */
  async function settled(use: Agent['use'], runId: string): Promise<string> {
    for (;;) {
      const { run } = await use('get-run', { runId });
      if (run.state === 'failed') {
        throw new Error(JSON.stringify(run.error));
      }
      if (
        ['succeeded', 'no_changes', 'awaiting_approval'].includes(run.state)
      ) {
        return run.state;
      }
      await sleep(200);
    }
  }
});
