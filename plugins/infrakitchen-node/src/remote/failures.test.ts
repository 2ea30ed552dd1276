import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { describeFailure, remoteFailure } from './failures';

const coded = (code: string) => Object.assign(new Error('secret'), { code });

describe('describeFailure', () => {
  it.each([
    [coded('ENOTFOUND'), 'its host name cannot be found'],
    [new TypeError('x', { cause: coded('ECONNREFUSED') }), 'refuses the conn'],
    [coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'TLS certificate'],
    [coded('ERR_TLS_CERT_ALTNAME_INVALID'), 'TLS certificate'],
    [coded('UND_ERR_CONNECT_TIMEOUT'), 'in time'],
    [new DOMException('x', 'AbortError'), 'in time'],
    [{ status: 401 }, 'wrong, expired or revoked'],
    [{ statusCode: 403 }, 'does not allow'],
    [{ cause: { response: { status: 502 } } }, 'internal error'],
    [new Error('secret'), 'not understood'],
    ['secret', 'not understood'],
  ])('knows %p', (error, text) => {
    expect(describeFailure(error)).toContain(text);
    expect(describeFailure(error)).not.toContain('secret');
  });

  it('ends with causes that go round', () => {
    const error = new Error('a');
    error.cause = error;
    expect(describeFailure(error)).toContain('not understood');
  });

  it('repeats what the guard says', () => {
    const refused = new InfrakitchenError('NotAllowedError', {
      code: 'host_not_allowed',
      message: 'not that one',
    });
    expect(describeFailure(new TypeError('x', { cause: refused }))).toBe(
      'not that one',
    );
  });
});

describe('remoteFailure', () => {
  it('tells refused credentials from a host that does not work, and keeps no cause', () => {
    const refused = remoteFailure('No token', { status: 403 });
    expect(refused).toMatchObject({
      name: 'InputError',
      code: 'credentials_refused',
    });
    const broken = remoteFailure('No token', { status: 503, secret: 's' });
    expect(broken).toMatchObject({
      name: 'ServiceUnavailableError',
      code: 'integration_unreachable',
      message: 'No token: it has an internal error',
      cause: undefined,
    });
  });
});
