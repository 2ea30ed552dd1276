import {
  cascadeStates,
  linkedPages,
  runStates,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { connectionKinds } from '../access';
import {
  aboutCascade,
  aboutCode,
  aboutMove,
  aboutRun,
  aboutSecrets,
  aboutStorageMove,
  type About,
} from './links';

const id = '6f2c3c5e-0000-4000-8000-000000000001';

describe('links of notifications', () => {
  it.each<[string, About, string]>([
    ['a plan to approve', aboutRun(id, 'awaiting_approval'), '#approval'],
    ['a rejected plan', aboutRun(id, 'rejected'), '#approval'],
    ['a failed run', aboutRun(id, 'failed'), '?line=error#log'],
    ['a run to settle', aboutRun(id, 'needs_attention'), '?do=resolve'],
    ['plans to approve', aboutCascade(id, 'awaiting_approval'), '#approval'],
    ['plans to confirm', aboutCascade(id, 'previewed'), `/cascades/${id}`],
    ['a moved resource', aboutMove(id), `/resources/${id}/hierarchy`],
    ['edited code', aboutCode(id), `/resources/${id}/workspace`],
    ['a moved state', aboutStorageMove('m', id), `/resources/${id}/state`],
    [
      'old secrets',
      aboutSecrets('storage', id),
      `/integrations/storage/${id}/settings`,
    ],
  ])('of %s lead to where one acts', (_, { path }, end) => {
    expect(path).toContain(id);
    expect(path.endsWith(end)).toBe(true);
  });

  it('of every kind and state lead to a page that the app has', () => {
    const all = [
      ...runStates.map(state => aboutRun(id, state)),
      ...cascadeStates.map(state => aboutCascade(id, state)),
      ...connectionKinds.map(kind => aboutSecrets(kind, id)),
      aboutMove(id),
      aboutCode(id),
      aboutStorageMove('m', id),
    ];
    const pages = new Set<string>(Object.values(linkedPages));
    for (const { path, about } of all) {
      expect([...pages]).toContain(path.replace(id, ':id'));
      expect(about).toMatch(/^[a-z_]+:.+/);
    }
    // Nothing is listed that no notification leads to.
    const used = new Set(all.map(({ path }) => path.replace(id, ':id')));
    expect([...pages].filter(page => !used.has(page))).toEqual([]);
  });
});
