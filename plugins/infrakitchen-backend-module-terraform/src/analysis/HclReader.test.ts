import { HclReader } from './HclReader';

const reader = new HclReader();
const options = { timeoutMs: 60_000 };
afterEach(() => reader.close());

const deep = `x = ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`;

// Each start of the parser takes long on a busy machine.
jest.setTimeout(60_000);

describe('HclReader', () => {
  it('reads several modules at once, whatever one of them does', async () => {
    const results = await Promise.all(
      ['a = 1\n', deep, 'b = 2\n', deep, 'c = 3\n'].map(content =>
        reader
          .read([{ name: 'f', content }], options)
          .catch(error => error.code),
      ),
    );
    expect([results[0], results[2], results[4]]).toEqual([
      [{ ok: true, body: { a: 1 } }],
      [{ ok: true, body: { b: 2 } }],
      [{ ok: true, body: { c: 3 } }],
    ]);
    expect([results[1], results[3]]).not.toContainEqual([
      expect.objectContaining({ ok: true }),
    ]);
  });

  it('gives up after a while and goes on with the next one', async () => {
    await expect(
      reader.read([{ name: 'f', content: 'a = 1\n'.repeat(10) }], {
        timeoutMs: 0,
      }),
    ).rejects.toMatchObject({ code: 'module_unreadable' });
    expect(
      await reader.read([{ name: 'f', content: 'a = 1\n' }], options),
    ).toEqual([{ ok: true, body: { a: 1 } }]);
  });

  it('reads again after it was closed', async () => {
    await reader.read([], options);
    await reader.close();
    expect(await reader.read([{ name: 'f', content: '' }], options)).toEqual([
      { ok: true, body: {} },
    ]);
  });
});
