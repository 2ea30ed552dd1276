import { fakeAccess } from '../access/__testUtils__/fakeAccess';
import { ann } from '../templates/__testUtils__/createTemplateFixture';
import { AuthorizedVersionService } from './AuthorizedVersionService';
import type { VersionService } from './VersionService';

const id = '00000000-0000-4000-8000-000000000001';
const source = { repositoryUrl: '/r', refType: 'tag', ref: 'v1' } as const;
const template = { key: 'network', name: 'Network' } as any;

type Case = [
  keyof VersionService,
  string[],
  string | undefined,
  (service: VersionService) => Promise<unknown>,
];

const cases: Case[] = [
  [
    'listRefs',
    ['create', 'update'],
    'module.listed',
    s => s.listRefs('/r', ann),
  ],
  [
    'analyseModule',
    ['create', 'update'],
    'module.analysed',
    s => s.analyseModule(source, ann),
  ],
  [
    'importTemplate',
    ['create'],
    'template.created',
    s => s.importTemplate({ template, version: source }, ann),
  ],
  ['list', ['read'], undefined, s => s.list(id, { limit: 1 }, ann)],
  ['get', ['read'], undefined, s => s.get(id, ann)],
  ['create', ['update'], 'version.created', s => s.create(id, source, ann)],
  ['update', ['update'], 'version.updated', s => s.update(id, {}, ann)],
  ['act', ['update'], 'version.analysed', s => s.act(id, 'analyse', ann)],
  ['delete', ['delete'], 'version.deleted', s => s.delete(id, ann)],
];

describe('AuthorizedVersionService', () => {
  it.each(cases)(
    'asks before %s for %j',
    async (method, verbs, action, call) => {
      const inner = { [method]: jest.fn().mockResolvedValue('done') } as any;
      const history = { auditRefused: jest.fn() } as any;
      const others = ['read', 'create', 'update', 'delete'].filter(
        verb => !verbs.includes(verb),
      );
      const guarded = (granted: string[]) =>
        new AuthorizedVersionService({
          inner,
          history,
          access: fakeAccess(
            granted.map(verb => `infrakitchen.template.${verb}`),
          ),
        });

      await expect(call(guarded(others))).rejects.toMatchObject({
        code: 'not_allowed',
      });
      expect(inner[method]).not.toHaveBeenCalled();
      expect(
        history.auditRefused.mock.calls.map(([r]: any) => r.action),
      ).toEqual(action ? [action] : []);

      for (const verb of verbs) {
        await expect(call(guarded([verb]))).resolves.toBe('done');
      }
    },
  );
});
