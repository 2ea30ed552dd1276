import {
  keptOfLongLineBytes,
  LineSplitter,
  longestLineBytes,
} from './LineSplitter';

function split(chunks: Buffer[], start = 0) {
  const splitter = new LineSplitter(start);
  const lines = chunks.flatMap(chunk => splitter.push(chunk));
  const rest = splitter.end();
  return rest ? [...lines, rest] : lines;
}

describe('LineSplitter', () => {
  it('finds the same lines whatever the pieces are', () => {
    const text = Buffer.from('one\r\n\nzwölf 😀\nlast');
    const whole = split([text], 100);
    expect(
      whole.map(({ text: line, start, end }) => [line, start, end]),
    ).toEqual([
      ['one', 100, 105],
      ['', 105, 106],
      ['zwölf 😀', 106, 118],
      ['last', 118, 122],
    ]);
    for (let size = 1; size < 10; size += 1) {
      const pieces = [];
      for (let at = 0; at < text.length; at += size)
        pieces.push(text.subarray(at, at + size));
      expect(split(pieces, 100)).toEqual(whole);
    }
  });

  it('does not keep memory that the caller uses again', () => {
    const buffer = Buffer.from('abc');
    const splitter = new LineSplitter(0);
    splitter.push(buffer);
    buffer.fill('x');
    expect(splitter.push(Buffer.from('d\n'))[0].text).toBe('abcd');
  });

  it('keeps a bounded part of an endless line and goes on after it', () => {
    const splitter = new LineSplitter(0);
    const chunk = Buffer.alloc(64 * 1024, 'a');
    for (let i = 0; i < 100; i += 1) splitter.push(chunk);
    const [line, next] = splitter.push(Buffer.from('\nnext\n'));
    expect(line).toMatchObject({
      cut: true,
      bytes: 100 * chunk.length,
      end: 100 * chunk.length + 1,
    });
    expect(line.text).toHaveLength(keptOfLongLineBytes);
    expect(next).toMatchObject({ text: 'next', cut: false, start: line.end });
  });

  it('keeps a line of just the allowed length', () => {
    const [line] = split([
      Buffer.alloc(longestLineBytes, 'a'),
      Buffer.from('\n'),
    ]);
    expect(line.cut).toBe(false);
    expect(line.text).toHaveLength(longestLineBytes);
  });
});
