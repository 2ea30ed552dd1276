import { readFile } from 'node:fs/promises';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  createOutbound,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** How providers are called. */
export interface ProviderCallSettings {
  /** Hosts that may be private, or without TLS. */
  allowHosts: string[];
  /** Files with tokens of the backend's own workload, by audience. */
  identityTokens: { audience: string; file: string }[];
  /** Time for one call. */
  timeoutMs: number;
}

/** Calls providers with the only way out that they have, and not for ever. */
export class ProviderCalls {
  readonly #settings: ProviderCallSettings;

  constructor(settings: ProviderCallSettings) {
    this.#settings = settings;
  }

  /**
   * @param what - What is called, as it may stand in a sentence.
   * @throws ServiceUnavailableError `provider_timed_out`
   */
  async call<T>(
    what: string,
    work: (context: ProviderContext) => Promise<T>,
  ): Promise<T> {
    const { allowHosts, timeoutMs } = this.#settings;
    const outbound = createOutbound({ allowHosts });
    const limit = AbortSignal.timeout(timeoutMs);
    const overdue = new Promise<never>((_, reject) => {
      limit.addEventListener('abort', () =>
        reject(
          new InfrakitchenError('ServiceUnavailableError', {
            code: 'provider_timed_out',
            message: `${what} did not answer within ${timeoutMs / 1000} s`,
          }),
        ),
      );
    });
    try {
      return await Promise.race([
        work({
          outbound,
          signal: limit,
          identityToken: audience => this.#identityToken(audience),
        }),
        overdue,
      ]);
    } finally {
      // Nobody waits for it where the work came first.
      overdue.catch(() => undefined);
      await outbound.close();
    }
  }

  async #identityToken(audience: string): Promise<string> {
    const source = this.#settings.identityTokens.find(
      each => each.audience === audience,
    );
    if (!source) {
      throw tokenMissing(audience, 'no file is configured for it');
    }
    try {
      return (await readFile(source.file, 'utf8')).trim();
    } catch (error) {
      throw tokenMissing(audience, 'its file cannot be read', error);
    }
  }
}

function tokenMissing(audience: string, why: string, cause?: unknown) {
  return new InfrakitchenError(
    'ServiceUnavailableError',
    {
      code: 'identity_token_missing',
      message: `There is no identity token for '${audience}': ${why}. Add it to infrakitchen.integrations.identityTokens`,
    },
    cause,
  );
}
