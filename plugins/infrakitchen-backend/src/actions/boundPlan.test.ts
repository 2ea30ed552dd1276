import type { Plan } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { fakePlan } from '../__testUtils__/fakePlan';
import { boundPlan } from './boundPlan';

function planOf(
  count: number,
  attributes: Plan['changes'][number]['attributes'],
) {
  const plan = fakePlan('provision');
  const [change] = plan.changes;
  return {
    ...plan,
    changes: [
      { ...change, address: 'demo_thing.kept', action: 'no-op' as const },
      ...Array.from({ length: count }, (_, index) => ({
        ...change,
        address: `demo_thing.n${index}`,
        attributes,
      })),
    ],
  };
}

const attribute = (path: string, after: string) => ({
  ...{ path, after, action: 'create' as const },
  ...{ sensitive: false, afterUnknown: false },
});

describe('boundPlan', () => {
  it('hands out a plan in stretches, without what stays', () => {
    const plan = planOf(5, []);
    const first = boundPlan(plan, { offset: 0, limit: 2 });
    expect(first).toMatchObject({
      digest: plan.digest,
      totalChanges: 5,
      changes: [{ address: 'demo_thing.n0' }, { address: 'demo_thing.n1' }],
      nextOffset: 2,
    });
    const last = boundPlan(plan, { offset: 4, limit: 2 });
    expect(last.changes).toHaveLength(1);
    expect(last.nextOffset).toBeUndefined();
    expect(boundPlan(plan, { offset: 9, limit: 2 }).changes).toEqual([]);
  });

  it('stays small, however long values and how many attributes there are', () => {
    const attributes = Array.from({ length: 400 }, (_, index) =>
      attribute(`a${index}`, 'x'.repeat(100_000)),
    );
    const bounded = boundPlan(planOf(300, attributes), {
      offset: 0,
      limit: 50,
    });
    expect(JSON.stringify(bounded).length).toBeLessThan(2_000_000);
    const [change] = bounded.changes;
    expect(change.attributes).toHaveLength(50);
    expect(change.moreAttributes).toBe(350);
    expect(change.attributes[0].after).toMatch(
      /^x{500}… \(100000 characters\)$/,
    );
  });
});
