import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { hostError, retryAfterOf } from './hostErrors';
import { RemoteStatusError } from './RemoteHost';

const refused = (status: number, headers: Record<string, string> = {}) =>
  new RemoteStatusError(status, new Headers(headers), { message: 's3cret' });
/** As the clients of GitHub and Azure DevOps throw it. */
const octokit = (status: number, headers: object) =>
  Object.assign(new Error('s3cret'), { status, response: { headers } });
const azure = (statusCode: number, responseHeaders: object) =>
  Object.assign(new Error('s3cret'), { statusCode, responseHeaders });

describe('hostError', () => {
  it.each([
    [401, 'remote_denied', 'NotAllowedError'],
    [403, 'remote_denied', 'NotAllowedError'],
    [404, 'remote_not_found', 'NotFoundError'],
    [410, 'remote_not_found', 'NotFoundError'],
    [405, 'remote_refused', 'InputError'],
    [409, 'remote_refused', 'InputError'],
    [422, 'remote_refused', 'InputError'],
    [408, 'remote_unavailable', 'ServiceUnavailableError'],
    [500, 'remote_unavailable', 'ServiceUnavailableError'],
    [503, 'remote_unavailable', 'ServiceUnavailableError'],
  ])('makes of status %i %s', (status, code, name) => {
    const error = hostError('It cannot be read', refused(status));
    expect(error).toMatchObject({ code, name });
    expect(error.message).toMatch(/^It cannot be read: /);
    expect(JSON.stringify([error, error.stack, error.cause])).not.toContain(
      's3cret',
    );
  });

  it.each([
    ['429 with a time', refused(429, { 'retry-after': '7' }), 7],
    ['429 without', refused(429), 60],
    ['403 with a time', octokit(403, { 'retry-after': '61' }), 61],
    ['503 with a time', azure(503, { 'retry-after': '5' }), 5],
    ['a time that is over', refused(429, { 'retry-after': '0' }), 1],
    [
      'a spent limit',
      octokit(403, {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 90),
      }),
      90,
    ],
    [
      'a date',
      refused(429, {
        'retry-after': new Date(Date.now() + 30_000).toUTCString(),
      }),
      30,
    ],
  ])('tells how long %s lasts', (_, error, seconds) => {
    const told = hostError('It cannot be read', error);
    expect(told.code).toBe('remote_throttled');
    expect(retryAfterOf(told)).toBeGreaterThanOrEqual(seconds - 2);
    expect(retryAfterOf(told)).toBeLessThanOrEqual(seconds);
  });

  it('keeps errors of our own, but for those of the network', () => {
    const own = (code: string) =>
      new InfrakitchenError('NotAllowedError', { code, message: 'No' });
    expect(hostError('x', own('other_host')).code).toBe('other_host');
    expect(hostError('x', own('provider_timed_out')).code).toBe(
      'remote_unavailable',
    );
    expect(retryAfterOf(own('other_host'))).toBeUndefined();
  });

  it('takes everything else for a host that does not work', () => {
    for (const error of [new TypeError('s3cret'), undefined, 'text']) {
      expect(hostError('x', error).code).toBe('remote_unavailable');
    }
  });
});
