import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { Agent, buildConnector, fetch as undiciFetch } from 'undici';
import { AllowedHosts, type Destination } from './AllowedHosts';
import type { Outbound } from './types';

const CONNECT_TIMEOUT_MS = 10_000;

/** How outbound connections are made. @public */
export interface OutboundOptions {
  /** Hosts (`host` or `host:port`) that may be private, or without TLS. */
  allowHosts: readonly string[];
  /** Looks names up; the system's where absent. */
  resolve?: LookupFunction;
  /** Certificates to trust besides the system's, in PEM. */
  ca?: string;
}

/** Makes the way out that allows public hosts and those of a list. @public */
export function createOutbound(options: OutboundOptions): Outbound {
  const hosts = new AllowedHosts(options.allowHosts, options.resolve);
  const dispatcher = createDispatcher(hosts, options.ca);
  const httpAgent = guard(new http.Agent(), hosts, false);
  const httpsAgent = guard(new https.Agent({ ca: options.ca }), hosts, true);
  const assertAllowed = (url: string | URL) =>
    hosts.assertAllowed(destinationOf(new URL(url)));
  return {
    httpAgent,
    httpsAgent,
    assertAllowed,
    lookup: (host, given, callback) =>
      hosts.lookupFor({ host, port: 443 })(host, given, callback),
    fetch: (async (...[input, init]: Parameters<typeof undiciFetch>) => {
      if (typeof input === 'string' || input instanceof URL) {
        assertAllowed(input);
      }
      return undiciFetch(input, { ...init, dispatcher });
    }) as unknown as typeof fetch,
    async close() {
      httpAgent.destroy();
      httpsAgent.destroy();
      await dispatcher.destroy();
    },
  };
}

function createDispatcher(hosts: AllowedHosts, ca: string | undefined): Agent {
  return new Agent({
    connectTimeout: CONNECT_TIMEOUT_MS,
    connect(options, callback) {
      const secure = options.protocol === 'https:';
      const destination = {
        host: bare(options.hostname),
        port: Number(options.port) || (secure ? 443 : 80),
        secure,
      };
      try {
        hosts.assertAllowed(destination);
      } catch (error) {
        callback(error as Error, null);
        return;
      }
      buildConnector({ ca, lookup: hosts.lookupFor(destination) })(
        options,
        callback,
      );
    },
  });
}

/** Checks the destination of each connection that an agent makes. */
function guard<T extends http.Agent>(
  agent: T,
  hosts: AllowedHosts,
  secure: boolean,
): T {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const host = bare(String(options.host));
    const destination = { host, port: Number(options.port), secure };
    hosts.assertAllowed(destination);
    return create(
      { ...options, lookup: hosts.lookupFor(destination) },
      callback,
    );
  };
  return agent;
}

function destinationOf(url: URL): Destination {
  const secure = url.protocol === 'https:';
  return {
    host: bare(url.hostname),
    port: Number(url.port) || (secure ? 443 : 80),
    secure,
  };
}

/** An IPv6 address in a URL stands in brackets. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
