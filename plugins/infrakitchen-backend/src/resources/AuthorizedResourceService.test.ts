import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import { ann } from '../__testUtils__/serviceFixture';
import { AuthorizedResourceService } from './AuthorizedResourceService';
import type { ResourceService } from './ResourceService';

const id = '00000000-0000-4000-8000-000000000001';
const page = { limit: 1 };
const input = { templateId: id, name: 'net', deletionProtection: false };

type Case = [
  keyof ResourceService,
  'read' | 'create' | 'update' | 'delete',
  string | undefined,
  (service: ResourceService) => Promise<unknown>,
];

const cases: Case[] = [
  ['list', 'read', undefined, s => s.list(page, ann)],
  ['get', 'read', undefined, s => s.get(id, ann)],
  ['actions', 'read', undefined, s => s.actions(id, ann)],
  ['tree', 'read', undefined, s => s.tree(id, { limit: 1 }, ann)],
  ['effective', 'read', undefined, s => s.effective(id, ann)],
  ['change', 'read', undefined, s => s.change(id, ann)],
  ['revisions', 'read', undefined, s => s.revisions(id, page, ann)],
  ['audit', 'read', undefined, s => s.audit(id, page, ann)],
  [
    'versionSchema',
    'read',
    undefined,
    s => s.versionSchema({ versionId: id, parentIds: [] }, ann),
  ],
  ['create', 'create', 'resource.created', s => s.create(input, ann)],
  ['update', 'update', 'resource.updated', s => s.update(id, {}, ann)],
  [
    'discardChange',
    'update',
    'change.discarded',
    s => s.discardChange(id, ann),
  ],
  ['delete', 'delete', 'resource.deleted', s => s.delete(id, ann)],
];

it.each(cases)(
  'asks before %s for resource.%s',
  async (method, verb, action, call) => {
    const done = method === 'actions' ? [] : 'done';
    const inner = { [method]: jest.fn().mockResolvedValue(done) } as any;
    const history = { auditRefused: jest.fn() } as any;
    const verbs = ['read', 'create', 'update', 'delete'];
    const guarded = (granted: string[]) =>
      new AuthorizedResourceService({
        inner,
        history,
        access: fakeAccess([
          'infrakitchen.template.read',
          ...granted.map(name => `infrakitchen.resource.${name}`),
        ]),
      });

    await expect(
      call(guarded(verbs.filter(other => other !== verb))),
    ).rejects.toMatchObject({ code: 'not_allowed' });
    expect(inner[method]).not.toHaveBeenCalled();
    expect(history.auditRefused.mock.calls.flat()).toEqual(
      [action].filter(Boolean).map(recorded => ({
        action: recorded,
        actor: { kind: 'user', ref: 'user:default/ann' },
        entity: expect.objectContaining({ kind: 'resource' }),
        detail: { code: 'not_allowed', culprits: [] },
      })),
    );

    await expect(call(guarded([verb]))).resolves.toEqual(done);
  },
);
