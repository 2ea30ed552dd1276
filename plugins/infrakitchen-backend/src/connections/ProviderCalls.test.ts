import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderCalls } from './ProviderCalls';

const calls = new ProviderCalls({
  allowHosts: [],
  identityTokens: [],
  timeoutMs: 50,
});
const never = () => new Promise<never>(() => {});

it('ends what hangs, and tells it to stop', async () => {
  let signal: AbortSignal | undefined;
  const call = calls.call('The cloud', async context => {
    signal = context.signal;
    return never();
  });
  await expect(call).rejects.toMatchObject({
    code: 'provider_timed_out',
    message: expect.stringContaining('The cloud did not answer'),
  });
  expect(signal!.aborted).toBe(true);
});

it('holds a lock for as long as the work takes, and lets go of it', async () => {
  const steps: string[] = [];
  const held = await calls.holding(
    'The storage',
    async ({ signal }) => {
      steps.push('taken');
      return async () => {
        steps.push(signal.aborted ? 'lost' : 'released');
      };
    },
    async () => {
      await sleep(200);
      steps.push('done');
      return 'moved';
    },
  );
  expect(held).toBe('moved');
  expect(steps).toEqual(['taken', 'done', 'released']);
});

it('lets go of a lock where the work fails', async () => {
  const release = jest.fn(async () => undefined);
  await expect(
    calls.holding(
      'The storage',
      async () => release,
      async () => {
        throw new Error('broken');
      },
    ),
  ).rejects.toThrow('broken');
  expect(release).toHaveBeenCalledTimes(1);
});

it.each<[string, () => Promise<() => Promise<void>>]>([
  ['taking it', never],
  ['letting go of it', async () => never],
])('does not wait for ever for %s', async (_, take) => {
  await expect(
    calls.holding('The storage', take, async () => 'moved'),
  ).rejects.toMatchObject({ code: 'provider_timed_out' });
});
