import { all, between, cidr, each, fields, isWithin, present } from './checks';

describe('checks', () => {
  it.each(['10.0.0.0/8', '0.0.0.0/0', '192.168.1.1/32'])(
    'takes %s for an address range',
    range => {
      expect(cidr(range, [])).toEqual([]);
    },
  );

  it.each(['10.0.0.0', '10.0.0/8', '10.0.0.0/33', '10.0.0.0/8/8', '::/0', ''])(
    'does not take "%s" for an address range',
    range => {
      expect(cidr(range, ['cidr'])).toHaveLength(1);
    },
  );

  it('knows what lies within a range', () => {
    expect(isWithin('10.1.2.0/24', '10.1.0.0/16')).toBe(true);
    expect(isWithin('10.2.0.0/24', '10.1.0.0/16')).toBe(false);
    expect(isWithin('10.0.0.0/8', '10.1.0.0/16')).toBe(false);
  });

  it('names the place of what is wrong', () => {
    const check = each(fields({ size: all(present, between(1, 3)) }));
    expect(check([{ size: 2 }, { size: 4 }, {}], ['pools'])).toEqual([
      {
        path: ['pools', 1, 'size'],
        message: 'must be between 1 and 3, but is 4',
      },
      { path: ['pools', 2, 'size'], message: 'must be given' },
    ]);
  });

  it('says nothing about what is absent or of another type', () => {
    const check = each(fields({ size: between(1, 3) }));
    expect(check(undefined, [])).toEqual([]);
    expect(check('text', [])).toEqual([]);
    expect(check([null, { size: 'many' }], [])).toEqual([]);
  });
});
