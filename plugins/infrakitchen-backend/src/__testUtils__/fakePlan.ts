import { createHash } from 'node:crypto';
import {
  canonicalJson,
  summarisePlan,
  type ChangeAction,
  type Plan,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { JsonObject } from '@backstage/types';

const actions: Record<string, ChangeAction> = {
  provision: 'create',
  update: 'update',
  destroy: 'delete',
};

/** A plan with one object, whose digest follows from what it is made from. */
export function fakePlan(
  kind: string,
  inputs: object = {},
  action: ChangeAction = actions[kind] ?? 'create',
): Plan {
  const changes: Plan['changes'] = [
    {
      address: 'demo_thing.main',
      type: 'demo_thing',
      name: 'main',
      action,
      attributes: [],
    },
  ];
  return {
    digest: createHash('sha256')
      .update(canonicalJson({ action, inputs: { ...inputs } } as JsonObject))
      .digest('hex'),
    summary: summarisePlan(changes),
    changes,
    outputChanges: [],
    drift: [],
  };
}
