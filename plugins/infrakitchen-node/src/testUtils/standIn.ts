import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { ProviderContext } from '../integrations';
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from './certificate';

/** What a stand-in was asked. @public */
export interface StandInRequest {
  method: string;
  url: URL;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** What a stand-in answers. @public */
export interface StandInAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON where it is not a text. */
  body?: unknown;
}

/** Decides on an answer; `hang` never gives one. @public */
export type StandInHandler = (
  request: StandInRequest,
) => StandInAnswer | 'hang' | Promise<StandInAnswer | 'hang'>;

/** A server in place of the one of a vendor. @public */
export interface StandIn {
  /** `https://localhost:port`; its certificate is `LOCALHOST_CERTIFICATE`. */
  url: string;
  /** `localhost:port`. */
  host: string;
  /** Everything that it was asked, in order. */
  requests: StandInRequest[];
  close(): Promise<void>;
}

/** Starts a server that answers over TLS as a function says. @public */
export async function startStandIn(handler: StandInHandler): Promise<StandIn> {
  const requests: StandInRequest[] = [];
  const server = https.createServer(
    { cert: LOCALHOST_CERTIFICATE, key: LOCALHOST_KEY },
    async (incoming, outgoing) => {
      const request = await read(incoming);
      requests.push(request);
      try {
        const answer = await handler(request);
        if (answer !== 'hang') {
          write(outgoing, answer);
        }
      } catch (error) {
        // A test whose expectation failed in the handler sees why.
        write(outgoing, { status: 500, body: String(error) });
      }
    },
  );
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url: `https://${host}`, host, requests },
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
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

async function read(incoming: http.IncomingMessage): Promise<StandInRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) {
    chunks.push(chunk);
  }
  return {
    method: incoming.method!,
    url: new URL(incoming.url!, 'https://localhost'),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

function write(
  outgoing: http.ServerResponse,
  { status = 200, headers = {}, body = '' }: StandInAnswer,
): void {
  const isText = typeof body === 'string';
  outgoing.writeHead(status, {
    'content-type': isText ? 'text/plain' : 'application/json',
    ...headers,
  });
  outgoing.end(isText ? body : JSON.stringify(body));
}
