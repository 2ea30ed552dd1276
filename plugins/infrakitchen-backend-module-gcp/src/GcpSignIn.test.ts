import {
  failureOf,
  type TestContextOptions,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { keysConfig, signInAt, startGcp } from './__testUtils__/fixture';
import { PROJECT } from './__testUtils__/GcpStandIn';

let fixture: Awaited<ReturnType<typeof startGcp>>;

beforeEach(async () => {
  fixture = await startGcp();
});

afterEach(() => fixture.stop());

describe('signing in to Google Cloud, against a local stand-in', () => {
  const read = (options: TestContextOptions = {}, at = fixture.signIn) =>
    at
      .open(fixture.context(options), keysConfig, { phase: 'apply' })
      .call('Reading', {
        url: `https://cloudresourcemanager.googleapis.com/v3/projects/${PROJECT}`,
      });
  const failure = (options: TestContextOptions = {}, at = fixture.signIn) =>
    failureOf(read(options, at), ['PRIVATE KEY', 'ya29', 'eyJ']);

  it('throttling that passes is tried again, and that stays is bounded', async () => {
    const throttled = {
      status: 429,
      body: {
        error: {
          code: 429,
          message: 'Quota exceeded',
          status: 'RESOURCE_EXHAUSTED',
        },
      },
    };
    fixture.gcp.faults.push(throttled);
    expect((await read()).status).toBe(200);
    fixture.gcp.faults.push(...Array(20).fill(throttled));
    expect((await failure()).message).toMatch(
      /RESOURCE_EXHAUSTED.*try again later/,
    );
    expect(fixture.gcp.faults.length).toBeGreaterThan(0);
  });

  it('an endpoint that never answers', async () => {
    const controller = new AbortController();
    fixture.gcp.faults.push('hang');
    const waiting = failure({ signal: controller.signal });
    await fixture.gcp.faultsMet();
    controller.abort();
    expect(await waiting).toMatchObject({ code: 'provider_timed_out' });
  });

  it('an address that is not allowed', async () => {
    expect((await failure({ allowHosts: [] })).code).toBe('host_not_allowed');
    expect(fixture.gcp.requests).toEqual([]);
  });

  it('a port without TLS where TLS is spoken', async () => {
    const url = fixture.gcp.url.replace('http:', 'https:');
    expect(await failure({}, signInAt(url))).toMatchObject({
      code: 'gcp_unreachable',
      message: expect.stringMatching(/SSL|packet length/i),
    });
  });

  it('an answer that leads elsewhere, and one that is no JSON', async () => {
    fixture.gcp.faults.push({
      status: 307,
      headers: { location: 'https://attacker.example.com/token' },
    });
    expect((await failure()).code).toBe('gcp_unreachable');
    fixture.gcp.faults.push({ status: 200, body: '<html>' });
    expect((await failure()).code).toBe('gcp_refused');
  });
});
