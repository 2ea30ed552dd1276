import { toStyledParts } from './styledText';

const sgr = (pattern: string) =>
  pattern.replace(/<([\d;]*)>/g, (_, codes) => `\u001b[${codes}m`);

/** Parts as text and the names of what they look like. */
const partsOf = (pattern: string) =>
  toStyledParts(sgr(pattern)).map(({ text, style }) => [
    text,
    Object.entries(style)
      .filter(([, value]) => value)
      .map(([name, value]) => (value === true ? name : `${name}:${value}`))
      .join(' '),
  ]);

describe('toStyledParts', () => {
  it.each([
    ['text alone', 'plain <b>&amp;', [['plain <b>&amp;', '']]],
    [
      'colours and styles',
      'a<31>b<1>c<0>d<2>e<22;3>f<23;4>g<24;9>h<0>',
      [
        ['a', ''],
        ['b', 'colour:red'],
        ['c', 'colour:red bold'],
        ['d', ''],
        ['e', 'colour:grey'],
        ['f', 'italic'],
        ['g', 'underline'],
        ['h', 'strikethrough'],
      ],
    ],
    [
      'backgrounds and reversed text',
      '<37;41>a<0><7>b<0><32;7>c<0><40>d',
      [
        ['a', 'background:red'],
        ['b', 'background:grey'],
        ['c', 'background:green'],
        ['d', 'background:grey'],
      ],
    ],
    ['black and white as the text', '<30>a<97>b<37>c', [['abc', '']]],
    ['hidden and blinking text', '<8>a<5>b', [['ab', '']]],
    [
      'palettes and 16 million colours',
      '<38;5;208>o<38;5;27>b<38;2;250;0;200>p<38;5;244>g<38;5;999>?',
      [
        ['o', 'colour:yellow'],
        ['b', 'colour:blue'],
        ['p', 'colour:magenta'],
        ['g?', 'colour:grey'],
      ],
    ],
    ['codes that mean nothing', '<38;9>a<1000>b<;;>c', [['abc', '']]],
    ['no text', '<31><0>', []],
  ])('reads %s', (_, pattern, parts) => {
    expect(partsOf(pattern)).toEqual(parts);
  });

  it.each([
    [30, undefined],
    [31, 'red'],
    [32, 'green'],
    [33, 'yellow'],
    [34, 'blue'],
    [35, 'magenta'],
    [36, 'cyan'],
    [37, undefined],
    [90, 'grey'],
    [91, 'red'],
    [92, 'green'],
    [93, 'yellow'],
    [94, 'blue'],
    [95, 'magenta'],
    [96, 'cyan'],
    [97, undefined],
  ])('shows %s as %s', (code, colour) => {
    expect(toStyledParts(`\u001b[${code}mx`)[0].style.colour).toBe(colour);
  });

  it('removes all other sequences, whole and cut in half', () => {
    expect(
      partsOf(
        '\u001b[2K\u001b]8;;https://a.example\u0007a\u009b31m<1>b\u001b[3',
      ),
    ).toEqual([
      ['a', ''],
      ['b', 'bold'],
    ]);
  });

  it('makes no part for each of very many sequences', () => {
    const start = performance.now();
    expect(toStyledParts('\u001b[1mx'.repeat(13_000))).toEqual([
      { text: 'x'.repeat(13_000), style: {} },
    ]);
    expect(toStyledParts('\u001b[1;31mx\u001b[32my'.repeat(500))).toHaveLength(
      1_000,
    );
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
