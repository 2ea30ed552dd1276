/** @jest-environment node */
import { startTestServer, type TestServer } from '../testServer.testUtils';

const id = '00000000-0000-4000-8000-000000000001';

describe('history', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.stop());

  it('asks for lines of the trail', async () => {
    server.respond(200, { items: [] });
    await server.client.listAudit({
      filter: ['outcome=refused', 'actor=user:default/a&b'],
      from: '2030-01-01T00:00:00Z',
      limit: 5,
    });
    expect(server.last()).toMatchObject({
      method: 'GET',
      path: '/api/infrakitchen/audit',
      query: [
        ['filter', 'outcome=refused'],
        ['filter', 'actor=user:default/a&b'],
        ['from', '2030-01-01T00:00:00Z'],
        ['limit', '5'],
      ],
    });
  });

  it('hands an export on as it arrives, and its errors as errors', async () => {
    server.respond(200, 'id,at\r\n', 'text/csv');
    const response = await server.client.exportAudit({ format: 'csv' });
    expect(response.headers.get('content-type')).toBe('text/csv');
    expect(await response.text()).toBe('id,at\r\n');
    server.respond(403, {
      error: { name: 'NotAllowedError', message: 'No', code: 'not_allowed' },
    });
    await expect(
      server.client.exportAudit({ format: 'jsonl' }),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      code: 'not_allowed',
      statusCode: 403,
    });
  });

  it('lists, compares and restores revisions', async () => {
    server.respond(200, { items: [] });
    await server.client.listRevisions('version', id, { limit: 2 });
    expect(server.last().path).toBe(
      `/api/infrakitchen/revisions/version/${id}`,
    );
    server.respond(200, { fields: [] });
    await server.client.compareRevisions('resource', id, { from: 1, to: 3 });
    expect(server.last()).toMatchObject({
      path: `/api/infrakitchen/revisions/resource/${id}/compare`,
      query: [
        ['from', '1'],
        ['to', '3'],
      ],
    });
    await server.client.restoreRevision('template', id, 2, { revision: 7 });
    expect(server.last()).toMatchObject({
      method: 'POST',
      path: `/api/infrakitchen/revisions/template/${id}/2/actions/restore`,
      headers: { 'if-match': '"7"' },
    });
  });

  it('reveals an output whose name is no path', async () => {
    server.respond(200, { name: 'a/b', value: 1 });
    await server.client.revealOutput(id, 'a/b');
    expect(server.last()).toMatchObject({
      method: 'POST',
      path: `/api/infrakitchen/resources/${id}/outputs/a%2Fb/reveal`,
    });
  });
});
