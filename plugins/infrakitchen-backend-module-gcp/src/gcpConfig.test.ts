import { configErrors } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  federatedConfig,
  KEY,
  keysConfig,
  PLAN_KEY,
} from './__testUtils__/fixture';
import { gcpConfigErrors, gcpSchema } from './gcpConfig';

describe('the configuration of Google Cloud', () => {
  const broken = (change: object) =>
    JSON.stringify({ ...JSON.parse(KEY), ...change });

  it.each([
    ['a key file of 5 MB', { serviceAccountKey: ' '.repeat(5_000_000) + KEY }],
    ['an unknown field', { service_account_key: KEY }],
    ['a project that is none', { projectId: '../x' }],
    ['an account that is none', { serviceAccountEmail: 'a@b@c/../x' }],
  ])('refuses %s, without quoting it', (_name, wrong) => {
    const errors = configErrors(gcpSchema, { ...keysConfig, ...wrong });
    expect(errors).not.toEqual([]);
    expect(errors.join()).not.toContain('PRIVATE KEY');
    expect(errors.join().length).toBeLessThan(1_000);
  });

  it.each([
    ['a part of a file', KEY.slice(0, 100), 'not a JSON object'],
    ['a list', '[]', 'not a JSON object'],
    [
      'the file of a person',
      broken({ type: 'authorized_user' }),
      'not the key',
    ],
    ['a file without a key', broken({ private_key: undefined }), 'no private'],
    ['a key that is cut', broken({ private_key: KEY.slice(90) }), 'is none'],
  ])('refuses %s', (_name, serviceAccountKey, words) => {
    const errors = gcpConfigErrors({
      ...keysConfig,
      serviceAccountKey,
    } as {});
    expect(errors.join()).toContain(words);
    expect(errors.join()).not.toContain('PRIVATE KEY');
  });

  it.each([
    [
      'a key beside a provider',
      { serviceAccountKey: PLAN_KEY },
      'serviceAccountKey is not used',
    ],
    [
      'no provider',
      { workloadIdentityProvider: undefined },
      'workloadIdentityProvider is needed',
    ],
    [
      'an account without federation',
      { method: undefined },
      'serviceAccountEmail is not used',
    ],
    ['no key', { method: undefined }, 'serviceAccountKey is needed'],
  ])('refuses %s', (_name, wrong, words) => {
    const config = { ...federatedConfig, ...wrong } as {};
    expect(configErrors(gcpSchema, config).join()).toContain(words);
  });
});
