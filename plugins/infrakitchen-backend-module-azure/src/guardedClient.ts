import {
  createDefaultHttpClient,
  type HttpClient,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { newPipeline, type Pipeline } from '@azure/storage-blob';
import type {
  Outbound,
  ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

const RETRIES = 2;
const MAX_RETRY_DELAY_MS = 2_000;

/** What both generations of the SDK's requests have. */
interface Sent {
  url: string;
  agent?: unknown;
  proxySettings?: unknown;
}

/**
 * Settings for clients of the SDK: their requests go through the guarded agents
 * and end with the time for the call.
 */
export function clientSettings({ outbound, signal }: ProviderContext): {
  httpClient: HttpClient;
  retryOptions: { maxRetries: number; maxRetryDelayInMs: number };
  /** Why the last request failed; the sign-in of the SDK may hide it. */
  failure(): unknown;
} {
  const client = createDefaultHttpClient();
  let failure: unknown;
  return {
    failure: () => failure,
    httpClient: {
      async sendRequest(request) {
        // Requests of the sign-in have a signal of their own.
        signal.throwIfAborted();
        guard(request, outbound);
        request.abortSignal ??= signal;
        try {
          const response = await client.sendRequest(request);
          const { status } = response;
          failure = status < 400 ? undefined : refusal(status);
          return response;
        } catch (error) {
          failure = error;
          throw error;
        }
      },
    },
    retryOptions: {
      maxRetries: RETRIES,
      maxRetryDelayInMs: MAX_RETRY_DELAY_MS,
    },
  };
}

function refusal(status: number): Error {
  const code = `HTTP ${status}`;
  return Object.assign(new Error('It was refused'), {
    code,
    statusCode: status,
  });
}

/** The same for clients of Blob Storage, which take no such client. */
export function storagePipeline(
  { outbound }: ProviderContext,
  credential: TokenCredential,
): Pipeline {
  const pipeline = newPipeline(credential, {
    retryOptions: {
      maxTries: RETRIES + 1,
      maxRetryDelayInMs: MAX_RETRY_DELAY_MS,
    },
  });
  pipeline.factories.push({
    create: next => ({
      sendRequest(request) {
        guard(request, outbound);
        return next.sendRequest(request);
      },
      log() {},
      shouldLog: () => false,
    }),
  });
  return pipeline;
}

/** A proxy that the environment of the backend names would go around the guard. */
function guard(request: Sent, outbound: Outbound): void {
  request.agent = request.url.startsWith('https:')
    ? outbound.httpsAgent
    : outbound.httpAgent;
  request.proxySettings = undefined;
}
