import { formatType } from './format';
import { parseTypeExpression } from './parser';
import { randomType, seededRandom } from './randomType.testUtils';
import { TypeExpressionError } from './types';

function outcome(text: string): string {
  try {
    formatType(parseTypeExpression(text));
    return 'read';
  } catch (error) {
    return error instanceof TypeExpressionError ? 'refused' : String(error);
  }
}

describe('parseTypeExpression', () => {
  it.each([
    ['string', 'string'],
    [' number\n', 'number'],
    ['bool', 'bool'],
    ['any', 'any'],
    ['"string"', 'string'],
    ['"list"', 'list(any)'],
    ['"map"', 'map(any)'],
    ['list', 'list(any)'],
    ['map', 'map(any)'],
    ['list(string)', 'list(string)'],
    ['set( map ( number ) )', 'set(map(number))'],
    ['list(\n  string\n)', 'list(string)'],
    ['list(string,)', 'list(string)'],
    ['tuple([])', 'tuple([])'],
    [
      'tuple([string, number, list(bool)])',
      'tuple([string, number, list(bool)])',
    ],
    ['tuple([\n string,\n number,\n])', 'tuple([string, number])'],
    ['object({})', 'object({})'],
    ['object({a=string})', 'object({ a = string })'],
    ['object({a: string, b : number})', 'object({ a = string, b = number })'],
    [
      'object({\n a = string\n b = number\n})',
      'object({ a = string, b = number })',
    ],
    [
      'object({\n a = string,\n\n b = number,\n})',
      'object({ a = string, b = number })',
    ],
    [
      'object({"a b" = string, with-dash = any})',
      'object({ "a b" = string, with-dash = any })',
    ],
    [
      'object({ # one\n a = string // two\n /* three\n */ b = bool })',
      'object({ a = string, b = bool })',
    ],
    ['object({a = optional(string)})', 'object({ a = optional(string) })'],
    [
      'object({a = optional(string, "x")})',
      'object({ a = optional(string, "x") })',
    ],
    [
      'object({a = optional(number, 1.5)})',
      'object({ a = optional(number, 1.5) })',
    ],
    [
      'object({a = optional(number, -3)})',
      'object({ a = optional(number, -3) })',
    ],
    [
      'object({a = optional(number, 1e3)})',
      'object({ a = optional(number, 1000) })',
    ],
    [
      'object({a = optional(bool, false)})',
      'object({ a = optional(bool, false) })',
    ],
    [
      'object({a = optional(string, null)})',
      'object({ a = optional(string, null) })',
    ],
    [
      'object({a = optional(list(string), [])})',
      'object({ a = optional(list(string), []) })',
    ],
    [
      'object({a = optional(list(string), ["x",\n "y",\n])})',
      'object({ a = optional(list(string), ["x", "y"]) })',
    ],
    [
      'object({a = optional(map(string), { k = "v", "q r" : "s" })})',
      'object({ a = optional(map(string), { k = "v", "q r" = "s" }) })',
    ],
    ['object({a = optional(any, {})})', 'object({ a = optional(any, {}) })'],
    [
      'object({a = optional(list(string), tolist([]))})',
      'object({ a = optional(list(string), tolist([])) })',
    ],
    [
      'object({a = optional(string, f("x)", [1, 2], { a = 1 })), b = string})',
      'object({ a = optional(string, f("x)", [1, 2], { a = 1 })), b = string })',
    ],
    [
      'object({a = optional(string, "a ${f("}")} b")})',
      'object({ a = optional(string, "a ${f("}")} b") })',
    ],
    [
      'object({a = optional(number, 1 + 1)})',
      'object({ a = optional(number, 1 + 1) })',
    ],
    [
      'object({a = optional(string, "\\"q\\" \\\\ \\n \\u00e9 $${x} %%{y}")})',
      'object({ a = optional(string, "\\"q\\" \\\\ \\n é $${x} %%{y}") })',
    ],
    [
      'object({\r\n a = string\r\n b = number\r\n})',
      'object({ a = string, b = number })',
    ],
    [
      'map(object({ rules = list(object({ port = number, cidr = optional(set(string), []) })) }))',
      'map(object({ rules = list(object({ port = number, cidr = optional(set(string), []) })) }))',
    ],
  ])('reads %j', (text, expected) => {
    expect(formatType(parseTypeExpression(text))).toBe(expected);
  });

  it.each([
    [
      '<<-EOT\n      one)\n\n        "two" $${x}\n    EOT',
      'one)\n\n  "two" ${x}\n',
    ],
    ['<<EOT\r\n  one\r\nEOT', '  one\r\n'],
    ['<<EOT\nEOT', ''],
  ])('reads the heredoc %j as a default', (text, value) => {
    expect(
      parseTypeExpression(
        `object({\n  a = optional(string, ${text}\n  )\n  b = number\n})`,
      ),
    ).toMatchObject({
      attributes: [{ default: { kind: 'value', value } }, { name: 'b' }],
    });
  });

  it('keeps a heredoc that interpolates as an expression', () => {
    expect(
      parseTypeExpression(
        'object({ a = optional(string, <<E\n${1 + 1}\nE\n) })',
      ),
    ).toMatchObject({
      attributes: [
        { default: { kind: 'expression', text: '<<E\n${1 + 1}\nE' } },
      ],
    });
  });

  it('keeps constants as exact values', () => {
    const node = parseTypeExpression(
      'object({ a = optional(any, { s = "a${"b"}", n = [1.5, -2, null, true] }), b = optional(any, { s = "$${x}\\t", n = [1.5, -2, null, true] }) })',
    );
    expect(node).toMatchObject({
      attributes: [
        { default: { kind: 'expression' } },
        {
          default: {
            kind: 'value',
            value: { s: '${x}\t', n: [1.5, -2, null, true] },
          },
        },
      ],
    });
  });

  it.each([
    ['', 'A type is expected here (line 1, column 1)'],
    ['strin', '"strin" is not a type (line 1, column 1)'],
    ['list(strin)', '"strin" is not a type (line 1, column 6)'],
    ['list(string', '")" is expected here (line 1, column 12)'],
    [
      'list(string))',
      'Nothing more is expected after the type (line 1, column 13)',
    ],
    ['list()', 'A type is expected here (line 1, column 6)'],
    ['object', 'The type object needs an argument (line 1, column 1)'],
    ['set', 'The type set needs an argument (line 1, column 1)'],
    ['tuple(string)', '"[" is expected here (line 1, column 7)'],
    [
      'optional(string)',
      'optional(…) is allowed for an attribute of an object only (line 1, column 1)',
    ],
    ['"object({})"', '"object({})" is not a type (line 1, column 1)'],
    [
      'object({\n  a = string\n  a = number\n})',
      'The attribute "a" is there twice (line 3, column 3)',
    ],
    [
      'object({ a = string b = number })',
      'Attributes are separated by a comma or a new line (line 1, column 21)',
    ],
    [
      'object({ a string })',
      '"=" is expected after the name of an attribute (line 1, column 12)',
    ],
    [
      'object({ a = optional(string, })',
      '"}" closes nothing (line 1, column 31)',
    ],
    [
      'object({ a = optional(string, ( })',
      '"}" closes nothing (line 1, column 33)',
    ],
    [
      'object({ a = optional(string, "x })',
      'This string has no closing quote (line 1, column 31)',
    ],
    [
      'object({ a = optional(string, "\\q") })',
      'This escape sequence is not known (line 1, column 32)',
    ],
    [
      'object({ (a) = string })',
      'The name of an attribute is expected here (line 1, column 10)',
    ],
    ['var.type', '"var" is not a type (line 1, column 1)'],
    [
      'object({ a = optional(any, ) b) })',
      'Attributes are separated by a comma or a new line (line 1, column 30)',
    ],
  ])('refuses %j and says where', (text, message) => {
    expect(() => parseTypeExpression(text)).toThrow(TypeExpressionError);
    expect(() => parseTypeExpression(text)).toThrow(message);
  });

  it('refuses types that are nested beyond reason instead of overflowing the stack', () => {
    for (const [open, close] of [
      ['list(', ')'],
      ['object({ a = ', '})'],
      ['tuple([', '])'],
    ]) {
      const text = `${open.repeat(50_000)}string${close.repeat(50_000)}`;
      expect(() => parseTypeExpression(text)).toThrow(TypeExpressionError);
    }
    expect(() =>
      parseTypeExpression(
        `object({ a = optional(any, ${'['.repeat(50_000)}${']'.repeat(
          50_000,
        )}) })`,
      ),
    ).toThrow(TypeExpressionError);
    expect(() =>
      parseTypeExpression(
        `object({ a = optional(any, "${'${"'.repeat(50_000)}`,
      ),
    ).toThrow(TypeExpressionError);
  });

  it('reads back every type that it writes', () => {
    const random = seededRandom(7);
    for (let i = 0; i < 1000; i += 1) {
      const node = randomType(random);
      expect(parseTypeExpression(formatType(node))).toEqual(node);
    }
  });

  it('never fails otherwise than by a TypeExpressionError', () => {
    const random = seededRandom(11);
    const letters = [
      'object',
      'list',
      'optional',
      'string',
      '(',
      ')',
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      '=',
      '\n',
      'a',
      '${',
      '-',
      '1',
      '#',
      '/*',
      '\\',
      ' ',
    ];
    for (let i = 0; i < 5000; i += 1) {
      const text = Array.from(
        { length: 12 },
        () => letters[Math.floor(random() * letters.length)],
      ).join('');
      expect(outcome(text)).toMatch(/^(read|refused)$/);
    }
  });
});
