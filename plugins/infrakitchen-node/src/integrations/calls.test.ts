import {
  clockCheck,
  connectionCheck,
  untilAborted,
  withoutSecrets,
} from './calls';

describe('untilAborted', () => {
  it('gives what the work gives', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(signal, Promise.resolve(1))).toBe(1);
    await expect(
      untilAborted(signal, Promise.reject(new Error('broken'))),
    ).rejects.toThrow('broken');
  });

  it('does not wait for work that never ends', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(controller.signal, new Promise(() => {}));
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'provider_timed_out' });
    await expect(
      untilAborted(controller.signal, new Promise(() => {})),
    ).rejects.toMatchObject({ code: 'provider_timed_out' });
  });
});

it('connectionCheck turns an error into a failed check', async () => {
  expect(await connectionCheck('A', async () => 'fine')).toEqual({
    name: 'A',
    ok: true,
    message: 'fine',
  });
  expect(
    await connectionCheck('B', async () => {
      throw new Error('no right');
    }),
  ).toEqual({ name: 'B', ok: false, message: 'no right' });
});

it('clockCheck finds a clock that is off, and nothing where no time was told', () => {
  const now = 1_800_000_000_000;
  expect(clockCheck(now - 60_000, now)).toMatchObject([
    { name: 'Clock', ok: true },
  ]);
  expect(clockCheck(now - 61_000, now)).toMatchObject([
    { ok: false, message: expect.stringContaining('61 s ahead of') },
  ]);
  expect(clockCheck(now + 90_000, now)).toMatchObject([
    { ok: false, message: expect.stringContaining('90 s behind') },
  ]);
  expect(clockCheck(undefined)).toEqual([]);
  expect(clockCheck(NaN)).toEqual([]);
});

it('withoutSecrets masks each secret wherever it stands', () => {
  expect(withoutSecrets('key hunter2, hunter2!', ['hunter2', ''])).toBe(
    'key ********, ********!',
  );
});

it('withoutSecrets cuts what is too long, and never through a secret', () => {
  const secret = 'hunter2hunter2';
  const told = withoutSecrets(`${'x'.repeat(995)}${secret}`.repeat(9), [
    secret,
  ]);
  expect(told).toBe(`${'x'.repeat(995)}*****…`);
});
