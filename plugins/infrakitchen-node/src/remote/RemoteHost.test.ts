import { createProviderContext } from '../testUtils/context';
import { LOCALHOST_CERTIFICATE } from '../testUtils/certificate';
import {
  startStandIn,
  type StandIn,
  type StandInHandler,
} from '../testUtils/standIn';
import { describeFailure } from './failures';
import { RemoteHost } from './RemoteHost';

const started: StandIn[] = [];

async function start(handler: StandInHandler): Promise<StandIn> {
  const standIn = await startStandIn(handler);
  started.push(standIn);
  return standIn;
}

function remote(
  standIn: StandIn,
  options: { path?: string; signal?: AbortSignal; allow?: string[] } = {},
) {
  const context = createProviderContext({
    allowHosts: options.allow ?? started.map(({ host }) => host),
    ca: LOCALHOST_CERTIFICATE,
    signal: options.signal,
  });
  return new RemoteHost(context, `${standIn.url}${options.path ?? ''}`);
}

afterEach(async () => {
  await Promise.all(started.splice(0).map(standIn => standIn.stop()));
});

describe('RemoteHost', () => {
  it('needs a URL', () => {
    expect(
      () => new RemoteHost(createProviderContext(), 'https://[::::]'),
    ).toThrow('not a URL');
  });

  it('asks below its base and tells the time of the host', async () => {
    const standIn = await start(() => ({
      headers: { date: new Date(Date.now() - 3_600_000).toUTCString() },
      body: { ok: true },
    }));
    const host = remote(standIn, { path: '/api/v4' });
    const { body } = await host.request('user?x=1', {
      headers: { authorization: 'Bearer t' },
    });
    expect(body).toEqual({ ok: true });
    expect(standIn.requests[0].url.pathname).toBe('/api/v4/user');
    expect(standIn.requests[0].headers.authorization).toBe('Bearer t');
    expect(host.clockChecks()).toEqual([
      {
        name: 'Clock',
        ok: false,
        message: expect.stringMatching(/\d+ s ahead of/),
      },
    ]);
  });

  it('sends nothing to another host, also not after a redirect', async () => {
    const other = await start(() => ({ body: {} }));
    const standIn = await start(() => ({
      status: 302,
      headers: { location: `${other.url}/take` },
    }));
    const host = remote(standIn);
    await expect(host.request('user')).rejects.toMatchObject({
      code: 'other_host',
    });
    await expect(host.fetch(`${other.url}/user`)).rejects.toMatchObject({
      code: 'other_host',
    });
    expect(other.requests).toEqual([]);
  });

  it('follows a redirect on the same host a few times, and never sends a body again', async () => {
    const standIn = await start(({ url }) =>
      url.pathname === '/new'
        ? { body: { moved: true } }
        : {
            status: 301,
            headers: { location: url.pathname === '/old' ? '/new' : '/loop' },
          },
    );
    const host = remote(standIn);
    expect((await host.request('old')).body).toEqual({ moved: true });
    await expect(host.request('loop')).rejects.toMatchObject({
      code: 'integration_unreachable',
    });
    expect(standIn.requests).toHaveLength(6);
    await expect(
      host.request('old', { method: 'POST', body: '{}' }),
    ).rejects.toMatchObject({ code: 'integration_unreachable' });
    expect(standIn.requests).toHaveLength(7);
  });

  it('tries again when it is throttled, within bounds', async () => {
    let calls = 0;
    const standIn = await start(({ url }) => {
      calls += 1;
      const isOver = url.pathname === '/soon' && calls > 2;
      return isOver
        ? { body: { ok: true } }
        : { status: 429, headers: { 'retry-after': '0' } };
    });
    const host = remote(standIn);
    expect((await host.request('soon')).body).toEqual({ ok: true });
    calls = 0;
    await expect(host.request('never')).rejects.toMatchObject({ status: 429 });
    expect(calls).toBe(3);
  });

  it('does not wait for a host that asks for an hour', async () => {
    const standIn = await start(() => ({
      status: 429,
      headers: { 'retry-after': '3600' },
    }));
    await expect(remote(standIn).request('x')).rejects.toMatchObject({
      status: 429,
    });
    expect(standIn.requests).toHaveLength(1);
  });

  it('does not take a plain refusal for throttling', async () => {
    const standIn = await start(() => ({ status: 403 }));
    await expect(remote(standIn).request('x')).rejects.toMatchObject({
      status: 403,
    });
    expect(standIn.requests).toHaveLength(1);
  });

  it('gives up when the time is over', async () => {
    const standIn = await start(() => 'hang');
    const host = remote(standIn, { signal: AbortSignal.timeout(100) });
    const error = await host.request('x').catch(thrown => thrown);
    expect(describeFailure(error)).toBe('it does not answer in time');
  });

  it('stops reading an answer that does not end', async () => {
    const standIn = await start(() => ({ body: 'x'.repeat(11 * 1024 * 1024) }));
    await expect(remote(standIn).request('x')).rejects.toThrow(
      'larger than 10485760 bytes',
    );
  });

  it('keeps to the hosts that are allowed', async () => {
    const standIn = await start(() => ({ body: {} }));
    const error = await remote(standIn, { allow: [] })
      .request('x')
      .catch(thrown => thrown);
    expect(describeFailure(error)).toContain('cannot be called');
    expect(standIn.requests).toEqual([]);
  });
});
