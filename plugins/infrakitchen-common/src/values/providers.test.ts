import { disallowedProviders, providerSource } from './providers';

it.each([
  ['aws', 'hashicorp/aws'],
  ['hashicorp/aws', 'hashicorp/aws'],
  ['HashiCorp/AWS', 'hashicorp/aws'],
  ['registry.terraform.io/hashicorp/aws', 'hashicorp/aws'],
  ['registry.opentofu.org/hashicorp/aws', 'hashicorp/aws'],
  ['registry.example.com/acme/aws', 'registry.example.com/acme/aws'],
])('the source %s is %s', (written, source) => {
  expect(providerSource(written)).toBe(source);
});

describe('disallowedProviders', () => {
  const module = {
    requiredProviders: [
      { name: 'aws' },
      { name: 'cloud', source: 'acme/cloud', version: '~> 1.0' },
      { name: 'mirror', source: 'evil.example.com/hashicorp/aws' },
    ],
  };

  it('names each that is not allowed', () => {
    expect(
      disallowedProviders(module, {
        allowedProviders: ['registry.terraform.io/hashicorp/aws'],
      }),
    ).toEqual(['acme/cloud', 'evil.example.com/hashicorp/aws']);
  });

  it('counts what a module uses without asking for it', () => {
    expect(
      disallowedProviders(
        { requiredProviders: [], impliedProviders: ['aws', 'random'] },
        { allowedProviders: ['aws'] },
      ),
    ).toEqual(['hashicorp/random']);
  });

  it('allows all without a list, and none with an empty one', () => {
    expect(disallowedProviders(module, {})).toEqual([]);
    expect(disallowedProviders(module, { allowedProviders: [] })).toHaveLength(
      3,
    );
  });
});
