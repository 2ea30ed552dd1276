import type { CascadeKind } from '../api/types';
import {
  cascadeLevels,
  cascadeStepLeft,
  cascadeStepOf,
  cascadeStepRefusals,
} from './cascades';
import { simulationRefusals } from './resourceActions';
import type { ResourceFacts } from './resourceFacts';
import { facts } from './testFixtures';

const step = (kind: CascadeKind, some: Partial<ResourceFacts>) =>
  cascadeStepOf(kind, facts(some));

describe('what a cascade does to a resource', () => {
  it.each<[string, CascadeKind, Partial<ResourceFacts>, string | undefined]>([
    ['stale', 'update', { state: 'provisioned', staleInputs: true }, 'update'],
    [
      'changed',
      'update',
      { state: 'provisioned', hasPendingChange: true },
      'update',
    ],
    ['current', 'update', { state: 'provisioned' }, undefined],
    ['not built', 'update', { staleInputs: true }, undefined],
    [
      'abstract',
      'update',
      { state: 'provisioned', abstract: true, staleInputs: true },
      undefined,
    ],
    ['built', 'destroy', { state: 'provisioned' }, 'destroy'],
    ['half destroyed', 'destroy', { state: 'destroy' }, 'destroy'],
    [
      'half built',
      'destroy',
      { status: 'error', stateObjectCount: 1 },
      'destroy',
    ],
    ['not built', 'destroy', {}, 'record'],
    ['abstract', 'destroy', { state: 'provisioned', abstract: true }, 'record'],
    ['gone', 'destroy', { state: 'destroyed' }, undefined],
    ['gone', 'recreate', { state: 'destroyed' }, 'recreate'],
    ['rejected', 'recreate', { status: 'rejected' }, 'recreate'],
    ['abstract', 'recreate', { state: 'destroyed', abstract: true }, 'record'],
    ['not built', 'recreate', {}, undefined],
    ['built', 'recreate', { state: 'provisioned' }, undefined],
  ])('that is %s: %s', (_, kind, some, expected) => {
    const found = step(kind, some);
    expect(found && (found.needsRun ? found.action : 'record')).toBe(expected);
  });

  it('knows what is left after a first attempt', () => {
    expect(
      cascadeStepLeft(
        'update',
        facts({ state: 'provisioned', status: 'error' }),
      ),
    ).toMatchObject({ action: 'update' });
    expect(
      cascadeStepLeft('recreate', facts({ status: 'error' })),
    ).toMatchObject({ action: 'provision', needsRun: true });
    expect(
      cascadeStepLeft('recreate', facts({ state: 'provisioned' })),
    ).toBeUndefined();
    expect(cascadeStepLeft('destroy', facts())).toMatchObject({
      needsRun: false,
    });
  });
});

describe('what refuses it', () => {
  const child = { id: 'c1', name: 'app', state: 'provisioned' as const };
  const codes = (
    kind: CascadeKind,
    some: Partial<ResourceFacts>,
    members: string[] = [],
  ) => {
    const given = facts(some);
    return cascadeStepRefusals(given, cascadeStepOf(kind, given)!, id =>
      members.includes(id),
    ).map(({ code }) => code);
  };

  it('is not what the cascade sees to itself', () => {
    const built = { state: 'provisioned' as const, children: [child] };
    expect(codes('destroy', built)).toEqual(['has_living_children']);
    expect(codes('destroy', built, ['c1'])).toEqual([]);
    const gone = {
      state: 'destroyed' as const,
      parents: [
        { id: 'p1', name: 'p', abstract: false, state: 'destroyed' as const },
      ],
    };
    expect(codes('recreate', gone)).toEqual(['parent_not_provisioned']);
    expect(codes('recreate', gone, ['p1'])).toEqual([]);
  });

  it('is everything else, also for what is only recorded', () => {
    expect(
      codes('destroy', { deletionProtection: true, abstract: true }),
    ).toEqual(['deletion_protected']);
    expect(
      codes('destroy', {
        activeRun: { id: 'x', kind: 'provision', state: 'applying' },
      }),
    ).toEqual(['run_active']);
    expect(
      codes('destroy', { state: 'provisioned', hasPendingChange: true }),
    ).toEqual(['pending_change']);
  });

  it('does not keep a plan from being shown', () => {
    const gone = facts({
      state: 'destroyed',
      children: [child],
      hasPendingChange: true,
    });
    expect(simulationRefusals(gone, 'destroy')).toEqual([]);
    expect(simulationRefusals(gone, 'provision')).toEqual([]);
    expect(simulationRefusals(gone, 'update')).toMatchObject([
      { code: 'wrong_state' },
    ]);
    expect(
      simulationRefusals({ ...gone, abstract: true }, 'destroy'),
    ).toMatchObject([{ code: 'abstract_resource' }]);
  });
});

describe('levels', () => {
  const levels = (edges: Record<string, string[]>) =>
    Object.fromEntries(cascadeLevels(new Map(Object.entries(edges))));

  it('put everything after all that it depends on, diamonds included', () => {
    expect(
      levels({
        app: ['net', 'db'],
        db: ['root', 'net'],
        net: ['root'],
        root: [],
        alone: [],
      }),
    ).toEqual({ root: 0, alone: 0, net: 1, db: 2, app: 3 });
  });

  it('pass by what is not in the cascade', () => {
    expect(levels({ app: ['elsewhere'], net: ['app'] })).toEqual({
      app: 0,
      net: 1,
    });
  });
});
