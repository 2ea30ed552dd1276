import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ProviderContext } from '../integrations';
import { createOutbound, type OutboundOptions } from '../outbound';

/** What a provider is called with in a test. @public */
export interface TestContextOptions extends Partial<OutboundOptions> {
  /** Tokens of the workload by audience. */
  identityTokens?: Record<string, string>;
  signal?: AbortSignal;
}

/** The context that the backend would hand to a provider; local servers need listing. @public */
export function createProviderContext(
  options: TestContextOptions = {},
): ProviderContext {
  const { identityTokens = {}, signal, ...outbound } = options;
  return {
    outbound: createOutbound({ allowHosts: [], ...outbound }),
    signal: signal ?? new AbortController().signal,
    async identityToken(audience) {
      const token = identityTokens[audience];
      if (token === undefined) {
        throw new InfrakitchenError('InputError', {
          code: 'identity_token_missing',
          message: `No identity token is configured for '${audience}'`,
        });
      }
      return token;
    },
  };
}

/**
 * A context whose `fetch` reaches stand-ins in place of hosts that a provider
 * always calls by their own names.
 *
 * @param origins - where calls for an origin go instead.
 * @public
 */
export function reroute(
  context: ProviderContext,
  origins: Record<string, string>,
): ProviderContext {
  const { outbound } = context;
  const rerouted: typeof fetch = (input, init) => {
    const url = new URL(String(input));
    const origin = origins[url.origin] ?? url.origin;
    return outbound.fetch(`${origin}${url.pathname}${url.search}`, init);
  };
  return { ...context, outbound: { ...outbound, fetch: rerouted } };
}
