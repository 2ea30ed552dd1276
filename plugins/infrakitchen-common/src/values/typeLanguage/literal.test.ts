import { hclLiteral, hclString, isHclIdentifier } from './literal';

describe('hclString', () => {
  it.each([
    ['plain', '"plain"'],
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ['${var.x} %{ if true }', '"$${var.x} %%{ if true }"'],
    ['$${x} $ { 100%', '"$$${x} $ { 100%"'],
    ['a\nb\r\tc', '"a\\nb\\r\\tc"'],
    ['\u0000\u001b\u2028', '"\\u0000\\u001b\\u2028"'],
    ['ü😀', '"ü😀"'],
    ['\ud800x', '"\ufffdx"'],
  ])('escapes %j', (text, expected) => {
    expect(hclString(text)).toBe(expected);
  });
});

describe('hclLiteral', () => {
  it('writes every kind of JSON value', () => {
    expect(
      hclLiteral({
        a: [1.5, null, true],
        'b c': {},
        null: [],
        nested: { x: '${y}' },
      }),
    ).toBe(
      '{ a = [1.5, null, true], "b c" = {}, "null" = [], nested = { x = "$${y}" } }',
    );
  });
});

describe('isHclIdentifier', () => {
  it('takes names and nothing else', () => {
    expect(['a', '_a', 'a-b', 'größe'].every(isHclIdentifier)).toBe(true);
    expect(['', '1a', 'a b', 'a\n', 'a"', '-a'].some(isHclIdentifier)).toBe(
      false,
    );
  });
});
