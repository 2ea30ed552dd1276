import {
  mockErrorHandler,
  mockServices,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type {
  Resource,
  RunState,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import express from 'express';
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  type Services,
} from '../__testUtils__/serviceFixture';
import { createStateRouter } from './routes';
import { stateFile } from './__testUtils__/stateFile';

jest.setTimeout(60_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

describe.each(databases.eachSupportedId())('state routes, %s', database => {
  let services: Services;
  let app: express.Express;
  let resource: Resource;
  let runId: string;
  let token: string;
  const logger = mockServices.logger.mock();

  beforeAll(async () => {
    services = await createServices(await databases.init(database));
    app = express()
      .use('/state', createStateRouter({ ...services, logger }))
      .use(mockErrorHandler());
  });

  beforeEach(async () => {
    const template = await addTemplate(services);
    const version = await addVersion(services, template);
    resource = await addResource(services, template, { version });
    const { runService, tokens } = services;
    ({ id: runId } = await runService.request(resource.id, 'provision', ann));
    token = await tokens.issue({
      runId,
      resourceId: resource.id,
      lifetimeMs: 60_000,
    });
  });

  const applying = () => services.worker.work(runId, { until: 'applying' });

  const lockOf = (ID: string) => ({ ID, Operation: 'apply', Who: 'me' });
  const address = () => `/state/${resource.id}`;
  const ask = (
    method: 'get' | 'post' | 'put' | 'delete',
    path: string,
    body?: Buffer | object | string,
    password = token,
  ) => {
    const sent = request(app)[method](path).auth('run', password);
    return body === undefined
      ? sent
      : sent
          .set('Content-Type', 'application/json')
          .send(Buffer.isBuffer(body) ? body.toString() : body);
  };
  const lock = (ID: string, password = token) =>
    ask('put', `${address()}/lock`, lockOf(ID), password);

  describe('who may', () => {
    const paths = (id: string) =>
      [
        ['get', `/state/${id}`],
        ['post', `/state/${id}`],
        ['put', `/state/${id}/lock`],
        ['delete', `/state/${id}/lock`],
      ] as const;

    it('is nobody without a token, or with a wrong one', async () => {
      for (const [method, path] of paths(resource.id)) {
        const without = await request(app)[method](path);
        expect(without.status).toBe(401);
        for (const header of [
          'Basic',
          'Basic !!!',
          `Bearer ${token}`,
          `Basic ${Buffer.from('run:').toString('base64')}`,
        ]) {
          const wrong = await request(app)
            [method](path)
            .set('Authorization', header);
          expect(wrong.status).toBe(401);
        }
        expect((await ask(method, path, undefined, 'wrong')).status).toBe(401);
      }
    });

    it.each([randomUUID(), 'not-an-id', "'; --", '%00'])(
      'is nobody with the token of another resource: %s',
      async id => {
        for (const [method, path] of paths(id)) {
          expect((await ask(method, path)).status).toBe(401);
        }
      },
    );

    it('is nobody once the token has run out or was taken away', async () => {
      const { tokens } = services;
      const old = await tokens.issue({
        runId,
        resourceId: resource.id,
        lifetimeMs: -1,
      });
      expect((await ask('get', address(), undefined, old)).status).toBe(401);
      expect((await ask('get', address())).status).toBe(404);
      await tokens.revoke(runId);
      expect((await ask('get', address())).status).toBe(401);
    });

    it('is nobody once the run is over', async () => {
      await services.worker.work(runId);
      expect((await ask('get', address())).status).toBe(401);
      const late = await services.tokens.issue({
        runId,
        resourceId: resource.id,
        lifetimeMs: 60_000,
      });
      expect((await ask('get', address(), undefined, late)).status).toBe(401);
    });

    it('keeps no token in clear', async () => {
      const rows = await services.knex('run_tokens').where({ run_id: runId });
      expect(JSON.stringify(rows)).not.toContain(token);
    });

    it.each<[RunState, boolean]>([
      ['preparing', false],
      ['planned', false],
      ['apply_queued', false],
      ['applying', true],
      ['verifying', false],
    ])('may write while %s: %s', async (until, mayWrite) => {
      await services.worker.work(runId, { until });
      expect(await services.tokens.verify(resource.id, token)).toEqual({
        runId,
        resourceId: resource.id,
        mayWrite,
      });
    });

    it('may write while nobody knows how the apply goes', async () => {
      const run = await applying();
      await services.worker.move(run, 'unknown');
      expect(await services.tokens.verify(resource.id, token)).toMatchObject({
        mayWrite: true,
      });
    });
  });

  it('says that there is no state yet', async () => {
    const answer = await ask('get', address());
    expect(answer.status).toBe(404);
    expect(answer.text).toBe('');
  });

  it('takes a state and gives it back', async () => {
    await applying();
    expect((await lock('l1')).status).toBe(200);
    const data = stateFile({ serial: 1, outputs: { a: { value: 'ü' } } });
    const written = await ask('post', `${address()}?ID=l1`, data);
    expect(written.status).toBe(200);
    // The answer got lost, and the engine sends it again.
    const again = await ask('post', `${address()}?ID=l1`, data);
    expect(again.status).toBe(200);
    const read = await ask('get', address());
    expect(read.status).toBe(200);
    expect(read.type).toBe('application/json');
    expect(read.text).toBe(data.toString());
    expect(await services.states.overview(resource.id)).toMatchObject({
      versions: [{ serial: 1, runId }],
    });
  });

  it('refuses to write or lock while the run plans', async () => {
    expect((await lock('l1')).status).toBe(403);
    expect(await services.states.lockInfo(resource.id)).toBeUndefined();
    const answer = await ask(
      'post',
      `${address()}?ID=l1`,
      stateFile({ serial: 1 }),
    );
    expect(answer.status).toBe(403);
    expect(await services.states.head(resource.id)).toBeUndefined();
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining(runId));
  });

  it('refuses to write without the lock, or with that of another', async () => {
    await applying();
    const data = stateFile({ serial: 1 });
    expect((await ask('post', address(), data)).status).toBe(409);
    await lock('l1');
    for (const query of ['?ID=l2', '']) {
      const other = await ask('post', `${address()}${query}`, data);
      expect(other.status).toBe(423);
      expect(other.body).toEqual(lockOf('l1'));
    }
    expect(await services.states.head(resource.id)).toBeUndefined();
  });

  it.each([
    ['no state', 400, 'no state'],
    ['nothing', 400, ''],
    [
      'a lineage that cannot be stored',
      400,
      stateFile({ serial: 9, lineage: 'a\0' }).toString(),
    ],
    [
      'instances that are none',
      400,
      stateFile({
        serial: 9,
        resources: [
          { mode: 'managed', type: 't', name: 'n', instances: [null] },
        ],
      }).toString(),
    ],
    [
      'outputs that are none',
      400,
      stateFile({ serial: 9, outputs: { a: null as never } }).toString(),
    ],
    ['an older serial', 409, stateFile({ serial: 1 }).toString()],
    [
      'another lineage',
      409,
      stateFile({ serial: 9, lineage: 'other' }).toString(),
    ],
  ])('refuses %s with %d', async (_, status, body) => {
    await services.states.write({
      resourceId: resource.id,
      data: stateFile({ serial: 2 }),
    });
    await applying();
    await lock('l1');
    const answer = await ask('post', `${address()}?ID=l1`, body);
    expect(answer.status).toBe(status);
    expect((await services.states.head(resource.id))?.serial).toBe(2);
  });

  it('reads no body of who may not send one', async () => {
    const large = 'x'.repeat(1024 * 1024);
    const answer = await request(app)
      .put(`${address()}/lock`)
      .set('Content-Type', 'application/json')
      .send(large);
    expect(answer.status).toBe(401);
    await applying();
    expect((await ask('put', `${address()}/lock`, large)).status).toBe(413);
  });

  it('leaves the lock of an apply alone, whoever else has a token', async () => {
    const dryRun = await services.runService.request(
      resource.id,
      'dry-run',
      ann,
    );
    const other = await services.tokens.issue({
      runId: dryRun.id,
      resourceId: resource.id,
      lifetimeMs: 60_000,
    });
    await applying();
    await lock('l1');
    const freed = await ask('delete', `${address()}/lock`, lockOf('l1'), other);
    expect(freed.status).toBe(409);
  });

  it('tells who holds the lock', async () => {
    await applying();
    expect((await lock('l1')).status).toBe(200);
    expect((await lock('l1')).status).toBe(200);
    const held = await lock('l2');
    expect(held.status).toBe(423);
    expect(held.body).toEqual(lockOf('l1'));
  });

  it('frees the lock for its holder', async () => {
    const free = (body?: object | string) =>
      ask('delete', `${address()}/lock`, body);
    await applying();
    await lock('l1');
    expect((await free(lockOf('l2'))).status).toBe(409);
    expect((await free('no json')).status).toBe(409);
    expect((await free()).status).toBe(409);
    expect((await free(lockOf('l1'))).status).toBe(200);
    expect((await lock('l2')).status).toBe(200);
  });

  it.each([
    ['no JSON', 'no json'],
    ['null', 'null'],
    ['no id', {}],
    ['a number', { ID: 1 }],
    ['an id that is too long', { ID: 'x'.repeat(129) }],
    ['an empty id', { ID: '' }],
    ['an id with NUL', { ID: 'a\0' }],
    ['an operation that is no text', { ID: 'a', Operation: 1 }],
  ])('refuses a lock with %s', async (_, body) => {
    await applying();
    expect((await ask('put', `${address()}/lock`, body)).status).toBe(400);
    expect(await services.states.lockInfo(resource.id)).toBeUndefined();
  });
});
