import type { JsonValue } from '@backstage/types';
import {
  canonicalJson,
  isDeeperThan,
  jsonEquals,
  parseExactJson,
} from './json';

describe('canonicalJson', () => {
  it.each<[JsonValue, string]>([
    [{ b: 1, a: [{ d: null, c: 'x' }] }, '{"a":[{"c":"x","d":null}],"b":1}'],
    [[2, 1], '[2,1]'],
    [1.0, '1'],
    [-0, '0'],
    [1e21, '1e+21'],
    ['ü"\n', '"ü\\"\\n"'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
    [{}, '{}'],
  ])('writes %j as %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it('sorts keys by code unit, not by locale or as numbers', () => {
    expect(canonicalJson({ b: 0, B: 0, '10': 0, '9': 0 })).toBe(
      '{"10":0,"9":0,"B":0,"b":0}',
    );
  });

  it.each([NaN, Infinity, () => 1])('refuses %s', value => {
    expect(() => canonicalJson(value as unknown as JsonValue)).toThrow(
      TypeError,
    );
  });
});

describe('jsonEquals', () => {
  const hostile = JSON.parse('{"__proto__":{"a":1}}');

  it.each<[unknown, unknown, boolean]>([
    [{ a: 1, b: [2] }, { b: [2], a: 1.0 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ a: 1 }, { a: 1, b: null }, false],
    [[1, 2], [2, 1], false],
    [[], {}, false],
    [{ 0: 'a' }, ['a'], false],
    [null, undefined, false],
    [null, {}, false],
    ['1', 1, false],
    [hostile, {}, false],
    [{}, hostile, false],
    [{ constructor: 1 }, {}, false],
    [hostile, JSON.parse('{"__proto__":{"a":1}}'), true],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(jsonEquals(a as JsonValue, b as JsonValue)).toBe(expected);
  });
});

describe('isDeeperThan', () => {
  it('counts levels without a stack', () => {
    const nested = (depth: number) =>
      JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    expect(isDeeperThan('x', 0)).toBe(false);
    expect(isDeeperThan(nested(10), 10)).toBe(false);
    expect(isDeeperThan(nested(10), 8)).toBe(true);
    expect(isDeeperThan(nested(100_000), 100)).toBe(true);
  });
});

describe('parseExactJson', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['0.12345678901234567891', '0.12345678901234567891'],
    ['9007199254740991', 9007199254740991],
    ['1.50', 1.5],
    ['"9007199254740993"', '9007199254740993'],
  ])('reads %s as it was written', (text, expected) => {
    expect(parseExactJson(`{"a":[${text}]}`)).toEqual({ a: [expected] });
  });
});
