import { coerceText, coerceValue } from './coerce';
import { parseTypeExpression } from './parser';
import {
  randomType,
  randomValueOf,
  seededRandom,
} from './randomType.testUtils';

function coerce(text: string, type: string) {
  const result = coerceText(text, parseTypeExpression(type));
  return result.ok ? result.value : `error: ${result.message}`;
}

describe('coerceText', () => {
  it.each([
    ['1.5', 'string', '1.5'],
    [' padded ', 'string', ' padded '],
    ['1.5', 'number', 1.5],
    [' 42 ', 'number', 42],
    ['-0', 'number', 0],
    ['1e3', 'number', 1000],
    ['007', 'number', 7],
    [
      '9007199254740993',
      'number',
      'error: "9007199254740993" is too large to be kept exactly',
    ],
    ['1e999', 'number', 'error: "1e999" is too large to be kept exactly'],
    ['1,5', 'number', 'error: "1,5" is not a number'],
    ['', 'number', 'error: "" is not a number'],
    ['0x10', 'number', 'error: "0x10" is not a number'],
    ['Infinity', 'number', 'error: "Infinity" is not a number'],
    ['true', 'bool', true],
    ['false', 'bool', false],
    ['0', 'bool', false],
    ['1', 'bool', true],
    ['True', 'bool', 'error: "True" is not true or false'],
    ['', 'bool', 'error: "" is not true or false'],
    ['plain', 'any', 'plain'],
    ['1.5', 'any', '1.5'],
    ['{"a":1}', 'any', { a: 1 }],
    ['[1', 'any', '[1'],
    ['["a","b"]', 'list(string)', ['a', 'b']],
    ['["1",2]', 'list(number)', [1, 2]],
    ['[1,"1",2]', 'set(string)', ['1', '2']],
    [
      'a,b',
      'list(string)',
      'error: a list is written as JSON, such as ["value"]',
    ],
    ['"a"', 'list(string)', 'error: "a" is not a list'],
    ['{"a":"1.5"}', 'map(number)', { a: 1.5 }],
    ['{"a":"x"}', 'map(number)', 'error: a: "x" is not a number'],
    [
      '{"a":true,"b":null}',
      'object({ a = bool, b = optional(string) })',
      { a: true, b: null },
    ],
    ['{}', 'object({ a = bool })', 'error: the attribute "a" is missing'],
    [
      '{"a":1,"c":2}',
      'object({ a = number })',
      'error: there is no attribute "c"',
    ],
    [
      '[{"p":"x"}]',
      'list(object({ p = number }))',
      'error: [0].p: "x" is not a number',
    ],
    ['["a",1]', 'tuple([string, number])', ['a', 1]],
    [
      '["a"]',
      'tuple([string, number])',
      'error: 2 elements are wanted, 1 are there',
    ],
    ['[null, 1]', 'list(string)', [null, '1']],
    ['{"a":null}', 'object({ a = string, b = optional(bool) })', { a: null }],
    ['null', 'map(string)', 'error: null is not a map'],
  ])('%j as %s', (text, type, expected) => {
    expect(coerce(text, type)).toEqual(expected);
  });

  it('does not take a key of JSON for a prototype', () => {
    const value = coerce('{"__proto__": "x"}', 'map(string)') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});

describe('coerceValue', () => {
  it('leaves values alone that have the type already', () => {
    const random = seededRandom(5);
    for (let i = 0; i < 500; i += 1) {
      const node = randomType(random);
      const value = randomValueOf(random, node);
      expect(coerceValue(value, node)).toEqual({ ok: true, value });
    }
  });
});
