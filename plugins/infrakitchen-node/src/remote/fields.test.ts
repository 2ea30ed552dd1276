import {
  configErrors,
  configSchemaErrors,
  type ConfigSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  hostField,
  missingFields,
  nameField,
  tokenField,
  urlField,
} from './fields';

const schema: ConfigSchema = {
  type: 'object',
  properties: {
    token: tokenField('Token'),
    host: hostField('Host', 'git.example.com'),
    url: urlField('URL'),
    name: nameField('Name', 'What it is called'),
  },
  additionalProperties: false,
};

it('makes fields that a provider may bring', () => {
  expect(configSchemaErrors(schema)).toEqual([]);
});

it.each([
  { token: 'ghp_abc!~"quoted"' },
  { host: 'git.example.com:8443' },
  { url: 'https://dev.azure.com/contoso' },
  { url: 'https://[2001:db8::1]:8200/a/b' },
  { name: 'someone@example.com' },
])('takes %j', config => {
  expect(configErrors(schema, config)).toEqual([]);
});

it.each([
  { token: 'with\nline break' },
  { token: 'with space' },
  { token: '' },
  { token: 'x'.repeat(5_000_000) },
  { host: 'https://git.example.com' },
  { host: 'user@git.example.com' },
  { host: 'git.example.com/path' },
  { host: 'GitHub.com' },
  { url: 'file:///etc/passwd' },
  { url: 'https://user:pass@example.com' },
  { url: 'https://example.com/?x=1' },
  { url: 'https://example.com/#x' },
  { name: 'a/../b' },
])('refuses %p', config => {
  expect(configErrors(schema, config)).toHaveLength(1);
});

it('tells which fields a way to sign in needs', () => {
  const needs = { token: ['token'], app: ['appId', 'privateKey'] };
  expect(missingFields({ authentication: 'app', appId: 1 }, needs)).toEqual([
    "config.privateKey is needed where authentication is 'app'",
  ]);
  expect(missingFields({ authentication: 'other' }, needs)).toEqual([]);
});
