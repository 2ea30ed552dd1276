import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import { AuthorizedProjectService } from './AuthorizedProjectService';
import { ann } from '../__testUtils__/serviceFixture';
import type { ProjectService } from './ProjectService';

const id = '00000000-0000-4000-8000-000000000001';
const input = { key: 'shop', name: 'Shop' } as const;

type Case = [
  keyof ProjectService,
  'read' | 'create' | 'update' | 'delete',
  string | undefined,
  (service: ProjectService) => Promise<unknown>,
];

const cases: Case[] = [
  ['list', 'read', undefined, s => s.list({ limit: 1 }, ann)],
  ['get', 'read', undefined, s => s.get(id, ann)],
  ['create', 'create', 'project.created', s => s.create(input as any, ann)],
  ['update', 'update', 'project.updated', s => s.update(id, {}, ann)],
  ['act', 'update', 'project.disabled', s => s.act(id, 'disable', ann)],
  ['delete', 'delete', 'project.deleted', s => s.delete(id, ann)],
];

describe('AuthorizedProjectService', () => {
  it.each(cases)(
    'asks before %s for project.%s',
    async (method, verb, action, call) => {
      const inner = { [method]: jest.fn().mockResolvedValue('done') } as any;
      const history = { auditRefused: jest.fn() } as any;
      const verbs = ['read', 'create', 'update', 'delete'];
      const permission = (name: string) => `infrakitchen.project.${name}`;
      const guarded = (granted: string[]) =>
        new AuthorizedProjectService({
          inner,
          history,
          access: fakeAccess(granted.map(permission)),
        });

      await expect(
        call(guarded(verbs.filter(other => other !== verb))),
      ).rejects.toMatchObject({ code: 'not_allowed' });
      expect(inner[method]).not.toHaveBeenCalled();
      expect(history.auditRefused.mock.calls.flat()).toEqual(
        [action].filter(Boolean).map(recorded => ({
          action: recorded,
          actor: { kind: 'user', ref: 'user:default/ann' },
          entity: expect.objectContaining({ kind: 'project' }),
          detail: { code: 'not_allowed', culprits: [] },
        })),
      );

      await expect(call(guarded([verb]))).resolves.toBe('done');
    },
  );
});
