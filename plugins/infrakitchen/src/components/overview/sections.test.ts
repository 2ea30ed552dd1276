import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { anOverview, aRun, anApproval, aCascade } from '../../__testUtils__';
import { sectionsFor } from './sections';

const as = (access: Partial<Overview['access']>, over?: Partial<Overview>) =>
  sectionsFor(
    anOverview({
      access: {
        userRef: 'user:default/guest',
        canCreateProjects: false,
        canReadAudit: false,
        ...access,
      },
      ...over,
    }),
  );

const waiting = { items: [{ run: aRun(), approval: anApproval() }] };

describe('sectionsFor', () => {
  it('shows what went wrong first to who keeps the platform running', () => {
    expect(as({ globalRole: 'admin', canReadAudit: true })).toEqual([
      'attention',
      'recent',
      'activity',
    ]);
  });

  it('shows their own runs first to who builds with it', () => {
    expect(as({ globalRole: 'write' }, { myRuns: [aRun()] })).toEqual([
      'mine',
      'attention',
      'recent',
    ]);
    expect(as({}, { myRuns: [aRun()] })[0]).toBe('mine');
  });

  it('shows what happened first to who only watches over it', () => {
    const auditor = as({ globalRole: 'read', canReadAudit: true });
    expect(auditor).toEqual(['activity', 'attention', 'recent']);
  });

  it.each(['admin', 'write', 'read', undefined] as const)(
    'shows what waits for a person before all else, with the role %s',
    globalRole => {
      const sections = as(
        { globalRole, canReadAudit: true },
        { waiting, cascadeAttention: [aCascade()], myRuns: [aRun()] },
      );
      expect(sections[0]).toBe('waiting');
      expect(sections.indexOf('cascades')).toBeLessThan(
        sections.indexOf('attention'),
      );
    },
  );
});
