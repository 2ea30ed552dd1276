/** @jest-environment node */
import { startTestServer, type TestServer } from '../testServer.testUtils';

const id = '00000000-0000-4000-8000-000000000001';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const asked = () => {
  const { method, path, query, body } = server.last();
  return [
    method,
    path.replace('/api/infrakitchen', ''),
    Object.fromEntries(query),
    body ? JSON.parse(body) : undefined,
  ];
};

it('gives, shows and takes away roles', async () => {
  const grant = {
    principalRef: 'group:default/network',
    role: 'write',
    scope: { kind: 'project', id },
  } as const;
  server.respond(200, { items: [grant] });
  await server.client.listGrants({ filter: ['role=write'], limit: 5 });
  expect(asked()).toEqual([
    'GET',
    '/grants',
    { filter: 'role=write', limit: '5' },
    undefined,
  ]);
  expect(await server.client.getResourceAccess(id)).toEqual([grant]);
  expect(asked()[1]).toBe(`/resources/${id}/access`);
  server.respond(201, { id, ...grant });
  await server.client.createGrant(grant);
  expect(asked()).toEqual(['POST', '/grants', {}, grant]);
  server.respond(204);
  await server.client.deleteGrant(id);
  expect(asked().slice(0, 2)).toEqual(['DELETE', `/grants/${id}`]);
  server.respond(200, { userRef: 'user:default/guest' });
  await server.client.getAccess();
  expect(asked()[1]).toBe('/access');
});

it('writes projects with the revision that was seen', async () => {
  server.respond(200, { id });
  await server.client.updateProject(id, { name: 'Shop' }, { revision: 3 });
  expect(asked()).toEqual(['PATCH', `/projects/${id}`, {}, { name: 'Shop' }]);
  expect(server.last().headers['if-match']).toBe('"3"');
  await server.client.createProject({ key: 'shop', name: 'Shop' });
  expect(asked()[0]).toBe('POST');
  await server.client.actOnProject(id, 'disable');
  expect(asked()[1]).toBe(`/projects/${id}/actions/disable`);
  await server.client.getProject(id);
  expect(asked()[1]).toBe(`/projects/${id}`);
  server.respond(200, { items: [] });
  await server.client.listProjects({ q: 'shop' });
  expect(asked()[2]).toEqual({ q: 'shop' });
  server.respond(204);
  await server.client.deleteProject(id);
  expect(asked().slice(0, 2)).toEqual(['DELETE', `/projects/${id}`]);
});

it('asks what waits, and who would have to approve', async () => {
  server.respond(200, { items: [] });
  await server.client.listApprovals({ waiting: 'requested' });
  expect(asked()[2]).toEqual({ waiting: 'requested' });
  server.respond(200, { requirements: [] });
  expect(await server.client.previewApprovers(id, 'destroy')).toEqual([]);
  expect(asked()).toEqual([
    'GET',
    `/resources/${id}/approvers`,
    { action: 'destroy' },
    undefined,
  ]);
});

it('writes approval rules', async () => {
  const rule = {
    name: 'four eyes',
    scope: { kind: 'global' },
    effect: 'require',
    enabled: true,
    approvals: 1,
    destructiveApprovals: 0,
    allowAdditions: false,
    allowRequester: false,
    allowEditors: false,
    expiresAfterHours: 72,
  } as const;
  server.respond(200, { id, ...rule });
  await server.client.createApprovalRule(rule);
  expect(asked()).toEqual(['POST', '/approval-rules', {}, rule]);
  await server.client.replaceApprovalRule(id, rule, { revision: 2 });
  expect(asked()).toEqual(['PUT', `/approval-rules/${id}`, {}, rule]);
  expect(server.last().headers['if-match']).toBe('"2"');
  await server.client.getApprovalRule(id);
  expect(asked()[1]).toBe(`/approval-rules/${id}`);
  server.respond(200, { items: [] });
  await server.client.listApprovalRules({ filter: ['enabled=true'] });
  expect(asked()[2]).toEqual({ filter: 'enabled=true' });
  server.respond(204);
  await server.client.deleteApprovalRule(id);
  expect(asked()[0]).toBe('DELETE');
});

it('decides about the plan with a digest', async () => {
  server.respond(202, {});
  await server.client.actOnRun(id, 'approve', {
    digest: 'abc',
    reason: 'fine',
  });
  expect(asked()).toEqual([
    'POST',
    `/runs/${id}/actions/approve`,
    {},
    { digest: 'abc', reason: 'fine' },
  ]);
});

it('follows a resource', async () => {
  server.respond(200, { follows: 'subtree' });
  await server.client.setSubscription(id, { follows: 'subtree' });
  expect(asked()).toEqual([
    'PUT',
    `/resources/${id}/subscription`,
    {},
    { follows: 'subtree' },
  ]);
  expect(await server.client.getSubscription(id)).toEqual({
    follows: 'subtree',
  });
});
