import { code, inline, plainLine } from './markdown';

it.each([
  ['<script>alert(1)</script>', /[<>]/],
  ['[click](http://evil.test)', /(?<!\\)[[\]()]/],
  ['| a | table |', /(?<!\\)\|/],
  ['line\nbreak\r\n# heading', /[\r\n]/],
  ['\u202eturned \u200bround', /[\u200b\u202e]/],
])('nothing in %j means anything in Markdown', (text, harmful) => {
  expect(inline(text)).not.toMatch(harmful);
  expect(plainLine(text)).not.toMatch(/[\r\n\u200b\u202e]/);
});

it('mentions nobody and refers to nothing', () => {
  expect(inline('@team #12 !12')).toBe('@\u2060team \\#\u206012 \\!\u206012');
});

it('keeps code in one span, whatever it holds', () => {
  expect(code('a`b``c')).toBe('``` a`b``c ```');
  expect(code('a|b\nc')).toBe('`a¦b c`');
  expect(code('')).toBe('`  `');
});

it('bounds what it is given, by characters', () => {
  expect([...plainLine('😀'.repeat(300), 10)]).toHaveLength(10);
  expect(inline('x'.repeat(5_000)).length).toBeLessThanOrEqual(200);
});
