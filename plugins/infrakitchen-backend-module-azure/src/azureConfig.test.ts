import { configErrors } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { SECRET, secretsConfig } from './__testUtils__/fixture';
import { azureConfigErrors, azureSchema } from './azureConfig';

describe('the configuration of Azure', () => {
  it.each([
    ['a line break in a secret', { clientSecret: `${SECRET}\nx` }],
    ['a file in place of a secret', { clientSecret: 'x'.repeat(5_000_000) }],
    ['an unknown field', { client_secret: SECRET }],
    ['an id that is none', { tenantId: 'contoso.example.com/../x' }],
  ])('refuses %s, without quoting it', (_name, wrong) => {
    const errors = configErrors(azureSchema, {
      ...secretsConfig,
      ...wrong,
    });
    expect(errors).not.toEqual([]);
    expect(errors.join()).not.toContain(SECRET);
    expect(errors.join().length).toBeLessThan(1_000);
  });

  it.each([
    ['no secret', { clientSecret: undefined }, 'clientSecret is needed'],
    ['half a pair', { planClientSecret: undefined }, 'belong together'],
    [
      'a secret beside workload identity',
      { method: 'workload-identity' },
      'planClientSecret is not used',
    ],
  ])('refuses %s', (_name, wrong, words) => {
    const config = { ...secretsConfig, ...wrong } as {};
    const errors = [
      ...configErrors(azureSchema, config),
      ...azureConfigErrors(config),
    ];
    expect(errors.join()).toContain(words);
  });
});
