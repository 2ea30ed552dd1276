import { configErrors } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { keysConfig, ROLE, SECRET } from './__testUtils__/fixture';
import { awsConfigErrors, awsSchema } from './awsConfig';

describe('the configuration of AWS', () => {
  it.each([
    ['a line break in a key', { secretAccessKey: `${SECRET}\n[default]` }],
    ['a quote in a key', { secretAccessKey: `${SECRET}"` }],
    ['a file in place of a key', { secretAccessKey: 'x'.repeat(5_000_000) }],
    ['an unknown field', { secretKey: SECRET }],
    ['a session that is too short', { sessionDuration: 60 }],
    ['a role that is none', { roleArn: 'arn:aws:iam::1:role/x' }],
  ])('refuses %s, without quoting it', (_name, wrong) => {
    const errors = configErrors(awsSchema, { ...keysConfig, ...wrong });
    expect(errors).not.toEqual([]);
    expect(errors.join()).not.toContain(SECRET);
    expect(errors.join().length).toBeLessThan(1_000);
  });

  it.each([
    [{ secretAccessKey: undefined }, 'secretAccessKey is needed'],
    [{ planSecretAccessKey: undefined }, 'belong together'],
    [{ accessKeyId: undefined }, 'accessKeyId is needed where method'],
    [{ method: 'web-identity' }, 'config.roleArn is needed'],
    [{ method: 'web-identity', roleArn: ROLE }, 'secretAccessKey is not used'],
    [{ webIdentityAudience: 'x' }, 'webIdentityAudience is not used'],
    [{ externalId: 'x' }, 'externalId'],
  ])('refuses fields that do not fit each other: %j', (wrong, words) => {
    const config = { ...keysConfig, ...wrong } as {};
    const errors = [
      ...configErrors(awsSchema, config),
      ...awsConfigErrors(config),
    ];
    expect(errors.join()).toContain(words);
  });
});
