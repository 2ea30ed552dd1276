import { asWritten } from './asWritten';

describe('asWritten', () => {
  const t = asWritten({
    place: { entry: 'entry {{number}} of {{ list }}' },
    problem: {
      tooFew_one: 'at least {{count}} entry',
      tooFew_other: 'at least {{count, number}} entries',
    },
  });

  it('fills in what a message asks for', () => {
    expect(t('place.entry', { number: 2, list: '{{number}}' })).toBe(
      'entry 2 of {{number}}',
    );
  });

  it('knows one from many', () => {
    expect(t('problem.tooFew', { count: 1 })).toBe('at least 1 entry');
    expect(t('problem.tooFew', { count: 0 })).toBe('at least 0 entries');
  });
});
