import { keepStyles, splitStyles, withoutStyles } from './styles';

const ESC = '\u001b';

describe('what steers a terminal', () => {
  it.each([
    ['plain text', 'a\tb\nc ü 🙂', 'a\tb\nc ü 🙂'],
    ['colours', `${ESC}[1;31mred${ESC}[0m${ESC}[m`, 'red'],
    ['moves of the cursor', `a${ESC}[2K${ESC}[1;1Hb${ESC}[?25lc`, 'abc'],
    ['a title', `a${ESC}]0;title\u0007b`, 'ab'],
    [
      'a link',
      `${ESC}]8;;https://a.example${ESC}\\text${ESC}]8;;${ESC}\\`,
      'text',
    ],
    ['a picture', `a${ESC}Pq#0;2;0${ESC}\\b${ESC}_G\u009cc`, 'abc'],
    [
      '8-bit sequences',
      'a\u009b31mb\u009d0;title\u009cc\u0090q\u009cd',
      'abcd',
    ],
    ['other escapes', `${ESC}(Ba${ESC}7b${ESC}=c${ESC}${ESC}d`, 'abc'],
    ['a sequence cut in half', `a${ESC}[38;5`, 'a'],
    ['only its beginning', `a${ESC}`, 'a'],
    ['a title without end, not what follows it', `${ESC}]0;a b`, '0;a b'],
    ['control characters', 'a\u0000\u0008\u000b\rb\u007f', 'ab'],
    ['colours as no library reads them', `${ESC}[38:2::1:2:3mx`, 'x'],
  ])('removes %s', (_, text, wanted) => {
    expect(withoutStyles(text)).toBe(wanted);
  });

  it('keeps colours and styles where they are wanted', () => {
    const styled = `${ESC}[1;31mred${ESC}[0m${ESC}[38;5;208mo${ESC}[m`;
    expect(keepStyles(`${ESC}[2K\u009b32m${styled}${ESC}]0;x\u0007`)).toBe(
      styled,
    );
  });

  it('leaves nothing from which a new sequence could come together', () => {
    const parts = [ESC, '[', '31', 'm', ']', '\u0007', '\u009b', '\\', ';'];
    let seed = 7;
    for (let round = 0; round < 2_000; round++) {
      let text = '';
      for (let i = 0; i < 12; i++) {
        seed = (seed * 48271) % 2147483647;
        text += parts[seed % parts.length];
      }
      const plain = withoutStyles(text);
      for (const character of [ESC, '\u009b', '\u0007']) {
        expect(plain).not.toContain(character);
      }
      const kept = keepStyles(text);
      expect(keepStyles(kept)).toBe(kept);
      expect(splitStyles(kept).plain).not.toContain(ESC);
    }
  });

  it('takes styles and text apart', () => {
    expect(splitStyles(`a${ESC}[1mb${ESC}[0m`)).toEqual({
      plain: 'ab',
      styles: [
        { at: 1, sequence: `${ESC}[1m` },
        { at: 2, sequence: `${ESC}[0m` },
      ],
    });
  });

  it.each([
    ['colours', `${ESC}[31m`],
    ['sequences cut in half', `${ESC}[`],
    ['titles without end', `${ESC}]`],
    ['links without end', `${ESC}]8;;`],
    ['parameters', `;1`],
    ['spaces', ' '],
  ])('takes its length for a line of %s', (_, part) => {
    const text = `${ESC}[${part.repeat(400_000)}`;
    const start = performance.now();
    withoutStyles(text);
    keepStyles(text);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
