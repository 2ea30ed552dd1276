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
    return this.#reach(what, (context, inTime) => inTime(work(context)));
  }

  /**
   * Holds something, such as a lock, while other work is done. Only taking it
   * and letting go of it are limited: it must not be lost while the work goes on.
   *
   * @throws ServiceUnavailableError `provider_timed_out`
   */
  async holding<T>(
    what: string,
    take: (context: ProviderContext) => Promise<() => Promise<void>>,
    work: () => Promise<T>,
  ): Promise<T> {
    return this.#reach(what, async (context, inTime) => {
      const release = await inTime(take(context));
      try {
        return await work();
      } finally {
        await inTime(release());
      }
    });
  }

  async #reach<T>(
    what: string,
    use: (
      context: ProviderContext,
      inTime: <R>(step: Promise<R>) => Promise<R>,
    ) => Promise<T>,
  ): Promise<T> {
    const { allowHosts, timeoutMs } = this.#settings;
    const outbound = createOutbound({ allowHosts });
    const stop = new AbortController();
    const inTime = async <R>(step: Promise<R>): Promise<R> => {
      let timer: NodeJS.Timeout | undefined;
      const overdue = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          reject(timedOut(what, timeoutMs));
          stop.abort(new DOMException('The time is over', 'TimeoutError'));
        }, timeoutMs);
      });
      try {
        return await Promise.race([step, overdue]);
      } finally {
        clearTimeout(timer);
      }
    };
    const context = {
      outbound,
      signal: stop.signal,
      identityToken: (audience: string) => this.#identityToken(audience),
    };
    try {
      return await use(context, inTime);
    } finally {
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

function timedOut(what: string, timeoutMs: number): InfrakitchenError {
  return new InfrakitchenError('ServiceUnavailableError', {
    code: 'provider_timed_out',
    message: `${what} did not answer within ${
      timeoutMs / 1000
    } s. Test it, or try again later`,
  });
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
