import type { RunDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import { ann } from '../__testUtils__/serviceFixture';
import { AuthorizedRunService } from './AuthorizedRunService';
import type { RunAction } from './RunRequester';
import type { RunService } from './RunService';

const id = '00000000-0000-4000-8000-000000000001';
const actions = (['cancel', 'retry', 'resolve'] as const).map(action => ({
  action,
  allowed: action === 'cancel',
  reasons: action === 'cancel' ? [] : [{ code: 'wrong_time', message: '' }],
}));
const run = {
  ...{ id, kind: 'update', resourceId: id, resourceName: 'net' },
  actions,
};

function service(granted: string[], kind: string = run.kind) {
  const inner = {
    request: jest.fn().mockResolvedValue('done'),
    list: jest.fn().mockResolvedValue('done'),
    get: jest.fn().mockResolvedValue({ ...run, kind }),
    plan: jest.fn().mockResolvedValue('done'),
    log: jest.fn().mockResolvedValue('done'),
    follow: jest.fn(async function* follow() {
      yield { type: 'log', lines: [] };
      yield { type: 'run', run: { ...run, kind } };
      yield { type: 'end' };
    }),
    cancel: jest.fn().mockResolvedValue('done'),
    retry: jest.fn().mockResolvedValue('done'),
    resolve: jest.fn().mockResolvedValue('done'),
  };
  const history = { auditRefused: jest.fn() };
  const guarded = new AuthorizedRunService({
    inner: inner as never,
    history: history as never,
    uses: { assertMayRun: async () => undefined },
    access: fakeAccess(granted.map(name => `infrakitchen.resource.${name}`)),
  });
  return { inner, history, guarded };
}

type Call = (runs: RunService) => Promise<unknown>;

it.each<['list' | 'get' | 'plan' | 'log', Call]>([
  ['list', runs => runs.list({ limit: 1 }, ann)],
  ['get', runs => runs.get(id, ann)],
  ['plan', runs => runs.plan(id, ann)],
  ['log', runs => runs.log({ id, after: 0, limit: 1 }, ann)],
])('lets readers call %s', async (method, call) => {
  const denied = service(['create', 'update', 'delete']);
  await expect(call(denied.guarded)).rejects.toMatchObject({
    code: 'not_allowed',
  });
  expect(denied.inner[method]).not.toHaveBeenCalled();
  expect(denied.history.auditRefused).not.toHaveBeenCalled();
  await expect(call(service(['read']).guarded)).resolves.toBeDefined();
});

it.each<[RunAction, 'update' | 'delete']>([
  ['dry-run', 'update'],
  ['provision', 'update'],
  ['update', 'update'],
  ['recreate', 'update'],
  ['destroy', 'delete'],
])('asks before %s for resource.%s', async (action, verb) => {
  const others = ['read', 'create', 'update', 'delete'].filter(
    other => other !== verb,
  );
  const denied = service(others);
  await expect(denied.guarded.request(id, action, ann)).rejects.toMatchObject({
    code: 'not_allowed',
  });
  expect(denied.inner.request).not.toHaveBeenCalled();
  expect(denied.history.auditRefused).toHaveBeenCalledWith(
    expect.objectContaining({
      action: `resource.${action}`,
      entity: { kind: 'resource', id },
    }),
  );
  const granted = service([verb]);
  await expect(granted.guarded.request(id, action, ann)).resolves.toBe('done');
});

const settling: ['cancel' | 'retry' | 'resolve', string][] = [
  ['cancel', 'run.cancelled'],
  ['retry', 'run.retried'],
  ['resolve', 'run.resolved'],
];

describe.each([
  ['update', 'update'],
  ['destroy', 'delete'],
] as const)('a run that is to %s', (kind, verb) => {
  it.each(settling)(`can be settled by ${verb}: %s`, async (method, action) => {
    const others = ['read', 'create', 'update', 'delete'].filter(
      other => other !== verb,
    );
    const denied = service(others, kind);
    await expect(denied.guarded[method](id, ann)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    expect(denied.inner[method]).not.toHaveBeenCalled();
    expect(denied.history.auditRefused).toHaveBeenCalledWith(
      expect.objectContaining({
        action,
        entity: { kind: 'resource', id, name: 'net' },
      }),
    );
    const granted = service([verb], kind);
    await expect(granted.guarded[method](id, ann)).resolves.toBe('done');
  });
});

describe('what can be done to a run', () => {
  const codesOf = (detail: Pick<RunDetail, 'actions'>) =>
    detail.actions.map(({ allowed, reasons }) => [
      allowed,
      ...reasons.map(({ code }) => code),
    ]);
  const possible = [[true], [false, 'wrong_time'], [false, 'wrong_time']];
  const missing = [
    [false, 'not_allowed'],
    [false, 'not_allowed', 'wrong_time'],
    [false, 'not_allowed', 'wrong_time'],
  ];
  const followed = async ({ guarded }: ReturnType<typeof service>) => {
    const events = [];
    const { signal } = new AbortController();
    const options = { ...ann, signal };
    for await (const event of guarded.follow({ id, after: 0 }, options)) {
      events.push(event);
    }
    expect(events.map(({ type }) => type)).toEqual(['log', 'run', 'end']);
    return (events[1] as { run: RunDetail }).run;
  };

  it.each([
    ['update', ['read', 'update'], possible],
    ['update', ['read', 'delete'], missing],
    ['destroy', ['read', 'delete'], possible],
    ['destroy', ['read', 'update'], missing],
  ])('to %s says what somebody lacks who may %s', async (kind, granted, is) => {
    const { guarded } = service(granted, kind);
    expect(codesOf(await guarded.get(id, ann))).toEqual(is);
    expect(codesOf(await followed(service(granted, kind)))).toEqual(is);
  });
});
