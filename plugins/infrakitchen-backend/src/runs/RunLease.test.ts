import { mockServices } from '@backstage/backend-test-utils';
import { RunLease } from './RunLease';
import type { RunStore } from './RunStore';
import { LeaseLostError, type RunRecord } from './types';

const MINUTE = 60_000;

describe('RunLease', () => {
  const logger = mockServices.logger.mock();
  const store = {
    beat: jest.fn(),
    cancelRequested: jest.fn(),
  };
  let lease: RunLease;

  beforeEach(() => {
    jest.useFakeTimers();
    store.beat.mockReset().mockResolvedValue({ cancelRequested: false });
    store.cancelRequested.mockReset().mockResolvedValue(false);
    lease = new RunLease({
      store: store as unknown as RunStore,
      run: { id: 'r', fence: 1 } as RunRecord,
      logger,
    });
  });

  afterEach(() => {
    lease.end();
    jest.useRealTimers();
  });

  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

  it('beats before the lease runs out, until it ends', async () => {
    await pass(MINUTE);
    const beats = store.beat.mock.calls.length;
    expect(beats).toBeGreaterThan(1);
    expect(lease.signal.aborted).toBe(false);
    lease.end();
    await pass(10 * MINUTE);
    expect(store.beat).toHaveBeenCalledTimes(beats);
  });

  it('lets go when another worker has the run', async () => {
    store.beat.mockRejectedValue(new LeaseLostError('r'));
    await pass(MINUTE);
    expect(lease.signal.aborted).toBe(true);
    expect(lease.cancelled).toBe(false);
  });

  it('holds on while the database is away for a while', async () => {
    store.beat.mockRejectedValue(new Error('away'));
    store.cancelRequested.mockRejectedValue(new Error('away'));
    await pass(2 * MINUTE);
    expect(lease.signal.aborted).toBe(false);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('away'));
    store.beat.mockResolvedValue({ cancelRequested: false });
    await pass(30 * MINUTE);
    expect(lease.signal.aborted).toBe(false);
  });

  it('lets go when the database stays away', async () => {
    store.beat.mockRejectedValue(new Error('away'));
    await pass(30 * MINUTE);
    expect(lease.signal.aborted).toBe(true);
  });

  it.each([
    [
      'the heartbeat',
      () => store.beat.mockResolvedValue({ cancelRequested: true }),
    ],
    ['the database', () => store.cancelRequested.mockResolvedValue(true)],
  ])('hears from %s that the run is to stop, once', async (_, ask) => {
    const stop = jest.fn();
    lease.onCancel(stop);
    await pass(MINUTE);
    expect(stop).not.toHaveBeenCalled();
    ask();
    await pass(MINUTE);
    expect(stop).toHaveBeenCalledTimes(1);
    expect(lease.cancelled).toBe(true);
    expect(lease.signal.aborted).toBe(false);
  });

  it('tells who listens later, and who is in this process', () => {
    lease.cancel();
    lease.cancel();
    const late = jest.fn();
    lease.onCancel(late);
    expect(late).toHaveBeenCalledTimes(1);
    lease.onCancel(undefined);
    lease.cancel();
    expect(late).toHaveBeenCalledTimes(1);
  });

  it('is given up on request', () => {
    lease.abandon();
    expect(lease.signal.aborted).toBe(true);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLostError);
  });
});
