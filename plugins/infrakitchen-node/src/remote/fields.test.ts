import {
  configErrors,
  configSchemaErrors,
  type ConfigSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  authenticationField,
  fieldsWhen,
  hostField,
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

it('gives a way to sign in its own fields', () => {
  const ways: ConfigSchema = {
    type: 'object',
    properties: {
      authentication: authenticationField({ token: 'A token', app: 'An App' }),
      ...fieldsWhen(
        { authentication: ['token'] },
        { token: tokenField('Token'), planToken: tokenField('For plans') },
        ['token'],
      ),
      ...fieldsWhen({ authentication: ['app'] }, { appId: nameField('App') }),
    },
    additionalProperties: false,
  };
  expect(configSchemaErrors(ways)).toEqual([]);
  expect(configErrors(ways, { authentication: 'app' })).toEqual([]);
  expect(configErrors(ways, { authentication: 'token', appId: '1' })).toEqual([
    "config.token is needed where authentication is 'token'",
    "config.appId is not used where authentication is 'token': leave it out",
  ]);
});
