import { existsSync } from 'node:fs';
import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type {
  Resource,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import { startPortal, type Portal } from '../__testUtils__/startPortal';
import type { BackendProcess } from './__testUtils__/backendProcess';
import { createCatalogue } from './__testUtils__/catalogue';
import { FaultWorld } from './__testUtils__/FaultWorld';
import { finished, inState, until } from './__testUtils__/until';

jest.setTimeout(180_000);

describe('a plan that waits for approval', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
  let faults: FaultWorld;

  beforeAll(async () => {
    faults = await FaultWorld.create();
  });
  afterAll(() => faults.stop());
  afterEach(() => faults.reset());

  const post = (
    backend: BackendProcess,
    user: string,
    path: string,
    body: object,
  ) =>
    backend.fetchAs(user, path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });

  const decide = async (
    backend: BackendProcess,
    user: string,
    action: 'approve' | 'reject',
    run: Pick<RunDetail, 'id' | 'planDigest'>,
  ) => {
    const response = await post(
      backend,
      user,
      `/runs/${run.id}/actions/${action}`,
      {
        digest: run.planDigest,
        reason: 'Looked at',
      },
    );
    return { status: response.status, body: await response.json() };
  };

  /** A portal in which `ada` has to approve every network. */
  const governed = async (database: object) => {
    const backend = await faults.startBackend({ database });
    const catalogue = await createCatalogue(backend.client, faults.world);
    const made = await post(backend, 'ada', '/approval-rules', {
      name: 'Networks',
      scope: { kind: 'template', id: catalogue.network.template.id },
      effect: 'require',
      approvers: { refs: ['user:default/ada'] },
    });
    expect(made.status).toBe(201);
    return { backend, ...catalogue };
  };

  it.each(databases.eachSupportedId())(
    'outlives kill -9 while it waits and after it was approved, and is applied as it was, on %s',
    async databaseId => {
      const database = await faults.newDatabase(databases, databaseId);
      const { backend: first, createNetwork } = await governed(database);
      const net = await createNetwork('approved');
      const { run } = await first.client.actOnResource(net.id, 'provision');
      const waiting = await inState(first.client, run!.id, 'awaiting_approval');
      expect(waiting.planSummary).toMatchObject({ create: 1 });
      expect(existsSync(faults.runDirectory(run!.id))).toBe(false);
      expect(await faults.cloud.named('approved')).toHaveLength(0);

      await first.kill();
      const second = await faults.startBackend({
        database,
        port: first.port,
      });
      const still = await second.client.getRun(run!.id);
      expect(still).toMatchObject({
        state: 'awaiting_approval',
        planDigest: waiting.planDigest,
      });
      expect(await decide(second, 'dev', 'approve', still)).toMatchObject({
        status: 403,
        body: { error: { code: 'own_request' } },
      });
      faults.engine.hold('before-init');
      const inits = faults.engine.count('init');
      expect(await decide(second, 'ada', 'approve', still)).toMatchObject({
        status: 202,
      });
      await faults.engine.started('init', inits + 1);
      await second.kill();
      faults.engine.release('before-init');
      const third = await faults.startBackend({
        database,
        port: first.port,
      });

      const ended = await finished(third.client, run!.id);
      expect(ended.error).toBeUndefined();
      expect(ended).toMatchObject({
        state: 'succeeded',
        planDigest: waiting.planDigest,
        approval: {
          requirements: [{ given: 1 }],
          decisions: [{ approver: 'user:default/ada', comment: 'Looked at' }],
        },
      });
      expect(faults.engine.count('plan')).toBe(1);
      expect(faults.engine.count('apply')).toBe(1);
      expect(await faults.cloud.named('approved')).toHaveLength(1);
      await faults.leftNothing(run!.id);
    },
  );

  it('is rejected, and what was built stays as it was', async () => {
    const database = await faults.newDatabase(databases, 'SQLITE_3');
    const { backend, createNetwork } = await governed(database);
    const { client } = backend;
    const net = await createNetwork('kept');
    const { run } = await client.actOnResource(net.id, 'provision');
    await decide(
      backend,
      'ada',
      'approve',
      await inState(client, run!.id, 'awaiting_approval'),
    );
    await finished(client, run!.id);
    const destroy = await client.actOnResource(net.id, 'destroy');
    const waiting = await inState(client, destroy.run!.id, 'awaiting_approval');
    expect(await decide(backend, 'ada', 'reject', waiting)).toMatchObject({
      status: 202,
    });
    const kept = await client.getResource(net.id);
    expect(kept).toMatchObject({ state: 'provisioned', status: 'done' });
    expect(kept.activeRun).toBeUndefined();
    expect(await faults.cloud.named('kept')).toHaveLength(1);
    await faults.leftNothing(destroy.run!.id);
  });

  describe('between approval and apply', () => {
    let knex: Knex;
    let portal: Portal;
    let net: Resource;
    let region: Resource;
    let createNetwork: (name: string) => Promise<Resource>;

    const send = (path: string, body: object) =>
      fetch(`${portal.baseUrl}${path}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Authorization: mockCredentials.user.header('user:default/ada'),
        },
        body: JSON.stringify(body),
      });
    const ask = async (path: string, body: object) => {
      expect((await send(path, body)).ok).toBe(true);
    };

    beforeEach(async () => {
      knex = await databases.init('SQLITE_3');
      portal = await startPortal({
        world: faults.with({ runs: { concurrency: 1 } }),
        knex,
        user: 'user:default/dev',
      });
      const catalogue = await createCatalogue(portal.client, faults.world);
      ({ region, createNetwork } = catalogue);
      await ask('/approval-rules', {
        name: 'Everything',
        scope: { kind: 'global' },
        effect: 'require',
        approvers: { refs: ['user:default/ada'] },
      });
      net = await createNetwork('between');
    });
    afterEach(() => portal.stop());

    /** A run that was approved and whose apply is held before it begins. */
    const approved = async () => {
      const { run } = await portal.client.actOnResource(net.id, 'provision');
      const id = run!.id;
      const waiting = await inState(portal.client, id, 'awaiting_approval');
      faults.engine.hold('before-init');
      const inits = faults.engine.count('init');
      await ask(`/runs/${id}/actions/approve`, { digest: waiting.planDigest });
      await faults.engine.started('init', inits + 1);
      return waiting;
    };

    it('fails where the parent was destroyed', async () => {
      const { id } = await approved();
      await knex('resources')
        .where({ id: region.id })
        .update({ state: 'destroyed' });
      faults.engine.release('before-init');
      expect(await portal.finished(id)).toMatchObject({
        state: 'failed',
        error: {
          code: 'parent_not_provisioned',
          culprits: [{ kind: 'resource', id: region.id }],
        },
      });
      expect(faults.engine.count('apply')).toBe(0);
      expect(await faults.cloud.named('between')).toHaveLength(0);
    });

    /** As if the engine had been another one when the plan was made. */
    const replaceEngine = async (id: string) => {
      const { fingerprint } = await knex('runs').where({ id }).first();
      const made = { ...JSON.parse(fingerprint), engine: 'terraform 0.0.1' };
      await knex('runs')
        .where({ id })
        .update({ fingerprint: JSON.stringify(made) });
    };

    it('plans again by itself, and keeps approvals of the same changes', async () => {
      const busy = await createNetwork('busy');
      const { run } = await portal.client.actOnResource(net.id, 'provision');
      const id = run!.id;
      const { planDigest } = await inState(
        portal.client,
        id,
        'awaiting_approval',
      );
      // The only worker has something else to do until the plan is out of date.
      faults.engine.hold('before-init');
      const inits = faults.engine.count('init');
      const other = await portal.client.actOnResource(busy.id, 'dry-run');
      await faults.engine.started('init', inits + 1);
      await ask(`/runs/${id}/actions/approve`, { digest: planDigest });
      await replaceEngine(id);
      faults.engine.release('before-init');
      await portal.finished(other.run!.id);

      const ended = await portal.finished(id);
      expect(ended).toMatchObject({
        state: 'succeeded',
        planDigest,
        approval: { requirements: [{ given: 1 }] },
      });
      const steps = ended.transitions.map(({ to, note }) => [to, note]);
      expect(steps).toContainEqual([
        'queued',
        'Stale: the engine was replaced',
      ]);
      expect(steps).toContainEqual([
        'apply_queued',
        'Approved by user:default/ada; the new plan has the same changes',
      ]);
      expect(faults.engine.count('plan')).toBe(3);
    });

    it('plans again by itself where an approval finds the plan out of date', async () => {
      const { run } = await portal.client.actOnResource(net.id, 'provision');
      const id = run!.id;
      const { planDigest } = await inState(
        portal.client,
        id,
        'awaiting_approval',
      );
      await replaceEngine(id);
      const refused = await send(`/runs/${id}/actions/approve`, {
        digest: planDigest,
      });
      expect(refused.status).toBe(409);
      expect((await refused.json()).error).toMatchObject({
        code: 'plan_stale',
        message: expect.stringContaining('the engine was replaced'),
      });
      await until('the run to wait with its new plan', async () => {
        const { state, transitions } = await portal.client.getRun(id);
        return (
          state === 'awaiting_approval' &&
          transitions.filter(({ to }) => to === state).length === 2
        );
      });
      await ask(`/runs/${id}/actions/approve`, { digest: planDigest });
      expect(await portal.finished(id)).toMatchObject({ state: 'succeeded' });
      expect(faults.engine.count('plan')).toBe(2);
    });

    it('plans again by itself, and asks again for other changes', async () => {
      const { id, planDigest } = await approved();
      await portal.client.updateResource(region.id, {
        configs: [
          { name: 'region', value: 'eu-west-1' },
          { name: 'environment', value: 'prod' },
        ] as never,
      });
      faults.engine.release('before-init');
      const again = await until('the run to wait again', async () => {
        const run = await portal.client.getRun(id);
        return (
          run.state === 'awaiting_approval' &&
          run.planDigest !== planDigest &&
          run
        );
      });
      expect(again.approval!.decisions).toMatchObject([
        { digest: planDigest, void: 'The plan is another one now' },
      ]);
      expect(again.transitions).toContainEqual(
        expect.objectContaining({
          from: 'apply_queued',
          to: 'queued',
          note: 'Stale: the inputs have changed',
        }),
      );
      await ask(`/runs/${id}/actions/approve`, { digest: again.planDigest });
      expect(await portal.finished(id)).toMatchObject({ state: 'succeeded' });
      const [object] = await faults.cloud.named('between');
      expect(object.attributes.region).toBe('eu-west-1');
    });
  });
});
