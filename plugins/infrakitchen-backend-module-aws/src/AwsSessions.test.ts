import { failureOf } from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import {
  PLAN_SECRET,
  rolesConfig,
  SECRET,
  startAws,
  TOKEN,
  webIdentityConfig,
} from './__testUtils__/fixture';
import { asAwsConfig } from './awsConfig';
import { AwsSessions } from './AwsSessions';

const secrets = [SECRET, PLAN_SECRET, TOKEN];
const options = { phase: 'apply' as const, name: 'run-42' };

let fixture: Awaited<ReturnType<typeof startAws>>;

beforeEach(async () => {
  fixture = await startAws();
});

afterEach(() => fixture.stop());

function open(config: object, context = fixture.context()) {
  return fixture.sessions.open(context, asAwsConfig({ ...config }), options);
}

describe('signing in to AWS, against a local stand-in for STS that verifies signature version 4', () => {
  const role = { ...rolesConfig, planRoleArn: undefined };

  it('an identity token that is not trusted, quoted by the answer', async () => {
    const context = fixture.context({
      identityTokens: { 'sts.amazonaws.com': `${TOKEN}-revoked` },
    });
    const error = await failureOf(open(webIdentityConfig, context), secrets);
    expect(error).toMatchObject({
      code: 'aws_refused',
      message: expect.stringContaining('InvalidIdentityToken'),
    });
  });

  it('an external id that the role does not expect', async () => {
    const error = await failureOf(
      open({ ...role, externalId: 'another' }),
      secrets,
    );
    expect(error.message).toMatch(/AccessDenied.*external id/);
  });

  it('a session longer than the role allows', async () => {
    const error = await failureOf(
      open({ ...role, sessionDuration: 43_200 }),
      secrets,
    );
    expect(error.message).toContain('MaxSessionDuration');
  });

  it('throttling that passes is tried again, and that stays is bounded', async () => {
    const throttled = {
      status: 400,
      headers: { 'retry-after': '0', 'content-type': 'text/xml' },
      body: '<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
    };
    fixture.aws.faults.push(throttled);
    expect((await open(role)).expiresAt).toBeDefined();
    fixture.aws.faults.push(throttled, throttled, throttled, throttled);
    const error = await failureOf(open(role), secrets);
    expect(error.message).toMatch(/Throttling.*try again later/);
    expect(fixture.aws.faults).toHaveLength(1);
  });

  it('a wait that the answer asks for ends with the time for the call', async () => {
    const controller = new AbortController();
    fixture.aws.faults.push({
      status: 429,
      headers: { 'retry-after': '3600', 'content-type': 'text/xml' },
      body: '<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>',
    });
    const waiting = failureOf(
      open(role, fixture.context({ signal: controller.signal })),
      secrets,
    );
    await fixture.aws.faultsMet();
    controller.abort();
    expect(await waiting).toMatchObject({ code: 'provider_timed_out' });
  });

  it('an endpoint that never answers', async () => {
    const controller = new AbortController();
    fixture.aws.faults.push('hang');
    const waiting = failureOf(
      open(role, fixture.context({ signal: controller.signal })),
      secrets,
    );
    await fixture.aws.faultsMet();
    controller.abort();
    expect(await waiting).toMatchObject({ code: 'provider_timed_out' });
  });

  it('an answer without keys, and one that is no XML', async () => {
    fixture.aws.faults.push({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: '<AssumeRoleResponse><AssumeRoleResult></AssumeRoleResult></AssumeRoleResponse>',
    });
    expect(await failureOf(open(role), secrets)).toMatchObject({
      code: 'aws_answer_invalid',
    });
    fixture.aws.faults.push({ status: 200, body: `no XML: ${SECRET}` });
    expect(await failureOf(open(role), secrets)).toBeDefined();
  });

  it('an address that is not allowed', async () => {
    const error = await failureOf(
      open(role, fixture.context({ allowHosts: [] })),
      secrets,
    );
    expect(error.code).toBe('host_not_allowed');
  });

  it('a port without TLS where TLS is spoken', async () => {
    const url = fixture.aws.url.replace('http:', 'https:');
    const error = await failureOf(
      new AwsSessions(url).open(fixture.context(), role, options),
      secrets,
    );
    expect(error).toMatchObject({
      code: 'aws_unreachable',
      message: expect.stringMatching(/SSL|EPROTO/),
    });
  });
});
