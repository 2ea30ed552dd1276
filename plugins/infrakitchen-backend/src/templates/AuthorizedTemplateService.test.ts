import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import { AuthorizedTemplateService } from './AuthorizedTemplateService';
import { ann } from './__testUtils__/createTemplateFixture';
import type { TemplateService } from './TemplateService';

const id = '00000000-0000-4000-8000-000000000001';
const input = { key: 'network', name: 'Network' } as const;

type Case = [
  keyof TemplateService,
  'read' | 'create' | 'update' | 'delete',
  string | undefined,
  (service: TemplateService) => Promise<unknown>,
];

const cases: Case[] = [
  ['list', 'read', undefined, s => s.list({ limit: 1 }, ann)],
  ['get', 'read', undefined, s => s.get(id, ann)],
  ['tree', 'read', undefined, s => s.tree(id, ann)],
  ['create', 'create', 'template.created', s => s.create(input as any, ann)],
  ['update', 'update', 'template.updated', s => s.update(id, {}, ann)],
  ['act', 'update', 'template.disabled', s => s.act(id, 'disable', ann)],
  ['delete', 'delete', 'template.deleted', s => s.delete(id, ann)],
];

describe('AuthorizedTemplateService', () => {
  it.each(cases)(
    'asks before %s for template.%s',
    async (method, verb, action, call) => {
      const inner = { [method]: jest.fn().mockResolvedValue('done') } as any;
      const history = { auditRefused: jest.fn() } as any;
      const verbs = ['read', 'create', 'update', 'delete'];
      const permission = (name: string) => `infrakitchen.template.${name}`;
      const guarded = (granted: string[]) =>
        new AuthorizedTemplateService({
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
          entity: expect.objectContaining({ kind: 'template' }),
          detail: { code: 'not_allowed', culprits: [] },
        })),
      );

      await expect(call(guarded([verb]))).resolves.toBe('done');
    },
  );
});
