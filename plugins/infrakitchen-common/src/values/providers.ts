import type { Conventions, ModuleAnalysis } from '../api';

const DEFAULT_HOSTS = ['registry.terraform.io/', 'registry.opentofu.org/'];

/**
 * The one form of a provider's source: without a default registry, and with
 * the namespace that engines take where none is written.
 *
 * @public
 */
export function providerSource(written: string): string {
  const lower = written.trim().toLowerCase();
  const host = DEFAULT_HOSTS.find(prefix => lower.startsWith(prefix)) ?? '';
  const source = lower.slice(host.length);
  return source.includes('/') ? source : `hashicorp/${source}`;
}

/**
 * Sources of the providers that a module uses and that the conventions do not
 * allow.
 *
 * @public
 */
export function disallowedProviders(
  module: Pick<ModuleAnalysis, 'requiredProviders' | 'impliedProviders'>,
  { allowedProviders }: Pick<Conventions, 'allowedProviders'>,
): string[] {
  if (!allowedProviders) {
    return [];
  }
  const allowed = new Set(allowedProviders.map(providerSource));
  const asked = [
    ...module.requiredProviders.map(({ name, source }) => source ?? name),
    ...(module.impliedProviders ?? []),
  ].map(providerSource);
  return [...new Set(asked)].filter(source => !allowed.has(source));
}
