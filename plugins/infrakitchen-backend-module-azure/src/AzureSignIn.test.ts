import {
  failureOf,
  type TestContextOptions,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  PLAN_SECRET,
  SECRET,
  secretsConfig,
  startAzure,
} from './__testUtils__/fixture';

let fixture: Awaited<ReturnType<typeof startAzure>>;

beforeEach(async () => {
  fixture = await startAzure();
});

afterEach(() => fixture.stop());

describe('signing in to Azure, against a local stand-in for Entra ID and Resource Manager', () => {
  const config = { ...secretsConfig, planClientId: undefined };

  const read = (options: TestContextOptions = {}) =>
    fixture.signIn.readSubscription(fixture.context(options), config, 'apply');
  const failure = (options: TestContextOptions = {}) =>
    failureOf(read(options), [SECRET, PLAN_SECRET]);

  it('throttling that passes is tried again, and that stays is bounded', async () => {
    const throttled = {
      status: 429,
      headers: { 'retry-after': '0' },
      body: { error: { code: 'TooManyRequests', message: 'Slow down' } },
    };
    fixture.azure.faults.push(throttled);
    expect(await read()).toMatchObject({ state: 'Enabled' });
    fixture.azure.faults.push(...Array(20).fill(throttled));
    expect((await failure()).message).toContain('try again later');
    expect(fixture.azure.faults.length).toBeGreaterThan(0);
  });

  it('an endpoint that never answers', async () => {
    const controller = new AbortController();
    fixture.azure.faults.push('hang');
    const waiting = failure({ signal: controller.signal });
    await fixture.azure.faultsMet();
    controller.abort();
    expect(await waiting).toMatchObject({ code: 'provider_timed_out' });
  });

  it('a certificate that is not trusted', async () => {
    expect(await failure({ ca: undefined })).toMatchObject({
      code: 'azure_unreachable',
      message: expect.stringMatching(/self-signed|certificate/i),
    });
  });

  it('an address that is not allowed', async () => {
    const error = await failure({ allowHosts: [] });
    expect(error.message).toContain('cannot be called');
    expect(fixture.azure.requests).toEqual([]);
  });
});
