import { MASK, Redactor } from './Redactor';

function redactor(...secrets: unknown[]): Redactor {
  const result = new Redactor();
  result.add(...secrets);
  return result;
}

const SECRET = 'p@ss/w0rd+"x\\y"<&>ü=';

describe('encodings', () => {
  const bytes = Buffer.from(SECRET);

  it.each([
    ['plain', SECRET],
    ['JSON', JSON.stringify({ a: SECRET })],
    [
      'JSON as Go writes it',
      '{"a":"p@ss/w0rd+\\"x\\\\y\\"\\u003c\\u0026\\u003eü="}',
    ],
    ['URL', encodeURIComponent(SECRET)],
    ['form', new URLSearchParams({ a: SECRET }).toString()],
    ['hex', bytes.toString('hex')],
    ['upper case hex', bytes.toString('hex').toUpperCase()],
    ['base64', bytes.toString('base64')],
    ['base64url', bytes.toString('base64url')],
  ])('masks %s', (_, text) => {
    const redacted = redactor(SECRET).redact(`before ${text} after`);
    expect(redacted).toContain(MASK);
    expect(redacted).toMatch(/^before .*after$/s);
    expect(redacted).not.toContain(text);
    expect(redacted).not.toMatch(/ss.?w0rd/);
  });

  const around = ['', 'u', 'us', 'use', 'user:', 'üser:', '\u0000\u0001'];
  it.each(around.flatMap(before => around.map(after => [before, after])))(
    'masks base64 between %j and %j',
    (before, after) => {
      for (const encoding of ['base64', 'base64url'] as const) {
        const long = Buffer.from(`${before}${SECRET}${after}`);
        const rest = redactor(SECRET)
          .redact(long.toString(encoding))
          .split(MASK);
        expect(rest.length).toBeGreaterThan(1);
        // What the neighbours and the secret decide together stays.
        const kept = rest.join('').length;
        const neighbours = Buffer.from(before + after).length;
        expect(kept).toBeLessThanOrEqual(Math.ceil(neighbours / 3) * 4 + 8);
      }
    },
  );

  it.each(['\n', '\r\n'])('masks PEM line by line, lines end with %j', end => {
    const body = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 'x8mDGb0Zp5yWQ0EX/Lk='];
    const pem = [
      '-----BEGIN PRIVATE KEY-----',
      ...body,
      '-----END PRIVATE KEY-----',
      '',
    ].join(end);
    const masks = redactor(pem);
    for (const line of body) {
      expect(masks.redact(`| ${line} |`)).toBe(`| ${MASK} |`);
    }
    expect(masks.redact(JSON.stringify(pem))).toBe(`"${MASK}"`);
    expect(masks.redact(pem).trim()).toBe(MASK);
  });

  it('takes what is not well-formed text', () => {
    const half = 'secret\ud800half';
    expect(redactor(half).redact(`a ${half} b`)).toBe(`a ${MASK} b`);
  });
});

describe('secrets', () => {
  it.each([
    ['one inside another', ['abcdef', 'abcdefghij'], 'x abcdefghij y', 'x # y'],
    ['one at the end of another', ['ghij', 'abcdefghij'], 'abcdefghij', '#'],
    ['two that overlap', ['abcdef', 'defghi'], '-abcdefghi-', '-#-'],
    ['two side by side', ['abcd', 'efgh'], 'abcdefgh', '##'],
    ['itself overlapping', ['abab'], 'ababab', '#'],
    ['pattern characters', ['a.*(b)[c]$^|'], 'a.*(b)[c]$^| aXX', '# aXX'],
    ['the mask itself', [MASK, 'abcd'], `${MASK} abcd`, '# #'],
    ['blank ends', ['  spaced  '], 'a spaced b', 'a # b'],
    [
      'short values',
      ['abc', '', ' ab ', 1, 12, true, null],
      'abc 12 true',
      'abc 12 true',
    ],
    ['numbers', [123456, 10n ** 12n], '123456 1000000000000', '# #'],
    ['objects', [{ a: ['deep1', { b: 'deep2' }] }], 'deep1 deep2 b', '# # b'],
    ['nothing', [undefined], 'text', 'text'],
  ])('masks %s', (_, secrets, text, expected) => {
    const wanted = expected.replaceAll('#', MASK);
    const masks = redactor(...secrets);
    expect(masks.redact(text)).toBe(wanted);
    expect(masks.redactCut(text)).toBe(wanted);
  });

  it('masks secrets that are added later too', () => {
    const masks = redactor('first1');
    expect(masks.redact('first1 second2')).toBe(`${MASK} second2`);
    masks.add('second2');
    expect(masks.redact('first1 second2')).toBe(`${MASK} ${MASK}`);
  });
});

describe('cut text', () => {
  const masks = redactor('correct-horse', 'horse-battery');

  it.each([
    ['a correct-hor', 'a #'],
    ['a corr', 'a #'],
    ['a cor', 'a cor'],
    ['a correct-horse', 'a #'],
    ['a correct-horse-bat', 'a #'],
    ['a correct-horse b', 'a # b'],
    ['corre', '#'],
    ['', ''],
  ])('redacts %j', (text, expected) => {
    expect(masks.redactCut(text)).toBe(expected.replaceAll('#', MASK));
  });

  it.each([
    ['<1>correct-horse<0> b', '<1>#<0> b'],
    ['a correct<31>-<0>horse b<1>', 'a #<31><0> b<1>'],
    ['<1>a correct-<31>horse-<0>battery b', '<1>a #<31><0> b'],
    ['<1>a<0> correct<1>-hor<0>', '<1>a<0> #<1><0>'],
    ['correct-horse<1>correct-horse', '#<1>#'],
  ])('redacts %j with its styles', (text, expected) => {
    const styled = (pattern: string) =>
      pattern.replaceAll('#', MASK).replace(/<(\d+)>/g, '\u001b[$1m');
    expect(masks.redactCut(styled(text))).toBe(styled(expected));
  });

  it('knows a secret with sequences for terminals as the log keeps it', () => {
    const odd = redactor('one\u001b[31mtwo\u0007three');
    expect(odd.redactCut('a one\u001b[31mtwothree b')).toBe(
      `a ${MASK}\u001b[31m b`,
    );
  });
});

describe('JSON', () => {
  it('masks strings, keys and whole numbers of any depth', () => {
    const masks = redactor('hunter2', 123456);
    const value = {
      text: 'is hunter2!',
      list: ['hunter2', [null, { hunter2: true }]],
      number: 123456,
      other: 1234567,
      none: undefined,
    };
    expect(masks.redactJson(value)).toEqual({
      text: `is ${MASK}!`,
      list: [MASK, [null, { [MASK]: true }]],
      number: MASK,
      other: 1234567,
      none: undefined,
    });
    expect(value.text).toBe('is hunter2!');
  });

  it('leaves values alone where there is no secret', () => {
    const value = { a: 1 };
    expect(new Redactor().redactJson(value)).toBe(value);
    expect(redactor('hunter2').redactJson(undefined)).toBeUndefined();
  });

  it('does not take a key for a prototype', () => {
    const value = JSON.parse('{"__proto__":{"polluted":"hunter2"}}');
    const redacted = redactor('hunter2').redactJson(value);
    expect(JSON.stringify(redacted)).toBe(
      `{"__proto__":{"polluted":"${MASK}"}}`,
    );
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});
