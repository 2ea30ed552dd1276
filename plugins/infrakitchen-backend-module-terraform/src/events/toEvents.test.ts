import { LineSplitter } from '../process/LineSplitter';
import { toEvents } from './toEvents';

function eventsOf(...lines: (string | object)[]) {
  const text = lines
    .map(line => (typeof line === 'string' ? line : JSON.stringify(line)))
    .join('\n');
  return new LineSplitter(0).push(Buffer.from(`${text}\n`)).flatMap(toEvents);
}

const at = '2026-01-02T03:04:05.678900Z';
const base = {
  '@level': 'info',
  '@message': 'text',
  '@module': 'terraform.ui',
  '@timestamp': at,
};
const resource = {
  addr: 'module.this.a.b',
  resource_type: 'a',
  resource_name: 'b',
};
const object = { address: 'module.this.a.b', type: 'a' };

describe('toEvents', () => {
  it.each([
    [
      { type: 'planned_change', change: { resource, action: 'replace' } },
      { ...object, action: 'replace', status: 'planned' },
    ],
    [
      { type: 'planned_change', change: { resource, action: 'noop' } },
      { ...object, action: 'no-op', status: 'planned' },
    ],
    [
      {
        type: 'apply_start',
        hook: { resource, action: 'update', id_key: 'id', id_value: 'i-1' },
      },
      {
        ...object,
        action: 'update',
        status: 'started',
        startedAt: '2026-01-02T03:04:05.678Z',
        objectId: 'i-1',
      },
    ],
    [
      {
        type: 'apply_complete',
        hook: { resource, action: 'create', id_key: 'id', id_value: 'i-1' },
      },
      {
        ...object,
        action: 'create',
        status: 'complete',
        finishedAt: '2026-01-02T03:04:05.678Z',
        objectId: 'i-1',
      },
    ],
    [
      { type: 'apply_errored', hook: { resource, action: 'delete' } },
      {
        ...object,
        action: 'delete',
        status: 'failed',
        finishedAt: '2026-01-02T03:04:05.678Z',
      },
    ],
    [
      {
        type: 'apply_progress',
        hook: { resource, action: 'create', elapsed_seconds: 10 },
      },
      undefined,
    ],
    [
      { type: 'resource_drift', change: { resource, action: 'update' } },
      undefined,
    ],
    [{ type: 'change_summary', changes: { add: 1 } }, undefined],
    [{ type: 'something_new', hook: { resource } }, undefined],
  ])('reads progress from %j', (message, progress) => {
    const [event] = eventsOf({ ...base, ...message });
    expect(event).toMatchObject({
      level: 'info',
      message: 'text',
      at: '2026-01-02T03:04:05.678Z',
    });
    expect(event.progress).toEqual(progress);
  });

  it('keeps everything that a diagnostic says', () => {
    const events = eventsOf({
      ...base,
      '@level': 'error',
      type: 'diagnostic',
      diagnostic: {
        severity: 'error',
        summary: 'creating instance',
        detail: 'It failed.\n\nTwice.',
        address: 'module.this.a.b',
        range: {
          filename: 'main.tf',
          start: { line: 3, column: 5, byte: 40 },
          end: {},
        },
        snippet: {
          context: 'resource "a" "b"',
          code: '  größe = "\u001b[1mhuge\u001b[0m"',
          start_line: 3,
          highlight_start_offset: 2,
          highlight_end_offset: 9,
          values: [
            { traversal: 'var.size', statement: 'is "huge"' },
            { traversal: 'var.pw', statement: 'has a sensitive value' },
          ],
        },
      },
    });
    expect(events.map(({ level, message }) => [level, message])).toEqual([
      ['error', 'Error: creating instance'],
      ['error', 'with module.this.a.b, in main.tf, line 3'],
      ['error', 'It failed.'],
      ['error', 'Twice.'],
    ]);
    expect(events[0].diagnostic).toEqual({
      severity: 'error',
      summary: 'creating instance',
      detail: 'It failed.\n\nTwice.',
      address: 'module.this.a.b',
      position: { file: 'main.tf', line: 3, column: 5 },
      snippet: {
        context: 'resource "a" "b"',
        code: '  größe = "huge"',
        startLine: 3,
        // In characters, where the engine counts bytes.
        highlight: { start: 2, end: 7 },
        values: [
          { expression: 'var.size', statement: 'is "huge"' },
          { expression: 'var.pw', statement: 'has a sensitive value' },
        ],
      },
    });
    expect(events.slice(1).some(event => event.diagnostic)).toBe(false);
  });

  it('names outputs without their values', () => {
    const [event] = eventsOf({
      ...base,
      '@message': 'Outputs: 2',
      type: 'outputs',
      outputs: { id: { value: 'not-for-logs' }, pw: { sensitive: true } },
    });
    expect(event.message).toBe('Outputs: id, pw');
  });

  it('maps levels', () => {
    const levels = ['trace', 'debug', 'info', 'warn', 'error', 'other'].map(
      level => eventsOf({ ...base, '@level': level })[0].level,
    );
    expect(levels).toEqual(['debug', 'debug', 'info', 'warn', 'error', 'info']);
    expect(eventsOf({ ...base, type: 'refresh_start' })[0].level).toBe('debug');
  });

  it('passes what is no message as text', () => {
    const lines = ['Initializing...', '{"a":1}', '{broken', 'null', '[1]'];
    expect(
      eventsOf(...lines).map(({ level, message }) => [level, message]),
    ).toEqual(lines.map(line => ['info', line]));
  });

  it('makes text harmless and keeps it on one line', () => {
    const [one, two] = eventsOf({
      ...base,
      '@message':
        '\u001b[31mred\u001b[0m\u0007 \u001b]0;title\u0007x\r\nnext\u0000',
    });
    expect([one.message, two.message]).toEqual([
      '\u001b[31mred\u001b[0m x',
      'next',
    ]);
    expect(
      eventsOf('\u001b[2K\u001b[1mbold\u001b[0m\u009b31m')[0].message,
    ).toBe('\u001b[1mbold\u001b[0m');
    expect(
      toEvents({
        text: Buffer.from([0x61, 0xff, 0x62]).toString(),
        bytes: 3,
        cut: false,
        start: 0,
        end: 4,
      })[0].message,
    ).toBe('a\ufffdb');
  });

  it('makes no line of styles without text', () => {
    const events = eventsOf({
      ...base,
      '@message': '\u001b[1ma\n\u001b[0m\nb',
    });
    expect(events.map(({ message }) => message)).toEqual(['\u001b[1ma', 'b']);
  });

  it('cuts a long message of styles, and no sequence in half', () => {
    const [{ message }] = eventsOf({
      ...base,
      '@message': 'x\u001b[31m'.repeat(20_000),
    });
    expect(message.replaceAll('x\u001b[31m', '')).toMatch(
      /^x? … \[line cut, 120000 characters in all\]$/,
    );
  });

  it('starts again at the line until its last event is stored', () => {
    const events = eventsOf(
      'first',
      { ...base, '@message': 'a\nb\nc' },
      'last',
    );
    const [, a, b, c, last] = events;
    expect([a.offset, b.offset]).toEqual([6, 6]);
    expect(c.offset).toBeGreaterThan(6);
    expect(last.offset).toBe(c.offset + 'last\n'.length);
  });

  it('reads a long message and cuts it for the log', () => {
    const [event] = eventsOf({
      ...base,
      '@message': 'x'.repeat(200_000),
      type: 'apply_complete',
      hook: { resource, action: 'create' },
    });
    expect(event.message).toHaveLength(
      65536 + ' … [line cut, 200000 characters in all]'.length,
    );
    expect(event.progress).toMatchObject({ status: 'complete' });
    const [raw] = eventsOf('y'.repeat(2_000_000));
    expect(raw.message).toMatch(
      /^y{61440} … \[line cut, 2000000 bytes in all\]$/,
    );
  });
});
