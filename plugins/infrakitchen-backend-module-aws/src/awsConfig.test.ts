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
    [{ secretAccessKey: undefined }, 'belong together'],
    [{ planSecretAccessKey: undefined }, 'belong together'],
    [{ accessKeyId: undefined, secretAccessKey: undefined }, 'is missing'],
    [{ method: 'web-identity' }, 'needs roleArn'],
    [{ method: 'web-identity', roleArn: ROLE }, 'takes no access key'],
    [{ externalId: 'x' }, 'externalId'],
  ])('refuses fields that do not fit each other: %j', (wrong, words) => {
    const config = { ...keysConfig, ...wrong } as {};
    expect(awsConfigErrors(config).join()).toContain(words);
  });
});
