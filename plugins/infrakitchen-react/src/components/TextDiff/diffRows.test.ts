import { diffLines } from 'diff';
import { toDiffRows } from './diffRows';

const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join('');

const shown = (before: string, after: string) =>
  toDiffRows(diffLines(before, after)).map(row =>
    'text' in row
      ? `${row.kind} ${row.text}`
      : row.kind === 'fold' && row.count,
  );

describe('toDiffRows', () => {
  it('keeps three lines around a change and folds the rest', () => {
    expect(shown(lines(0, 20), `${lines(0, 10)}new\n${lines(11, 20)}`)).toEqual(
      [
        7,
        'same line 7',
        'same line 8',
        'same line 9',
        'removed line 10',
        'added new',
        'same line 11',
        'same line 12',
        'same line 13',
        6,
      ],
    );
  });

  it('does not fold a single line', () => {
    expect(shown(`a\nb\nc\nd\nold\n`, `a\nb\nc\nd\nnew\n`)).toEqual([
      'same a',
      'same b',
      'same c',
      'same d',
      'removed old',
      'added new',
    ]);
  });

  it('tells empty lines from the end of the text', () => {
    expect(shown('a\n\n', 'a\n\nb')).toEqual(['same a', 'same ', 'added b']);
  });
});
