import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';

/**
 * The only way out for whoever calls hosts that people have typed in. Every
 * connection is checked at the address that it is made to, also after a
 * redirect, so that a name cannot point to one address when it is checked and
 * to another when it is used.
 *
 * @public
 */
export interface Outbound {
  /** `fetch` that only reaches what is allowed. */
  fetch: typeof fetch;
  /** For clients that take agents, such as the SDKs of clouds. */
  httpAgent: HttpAgent;
  httpsAgent: HttpsAgent;
  /** For clients that take nothing but a look-up; they must refuse addresses themselves. */
  lookup: LookupFunction;
  /**
   * Checks what a URL alone tells: scheme, user info, literal address.
   *
   * @throws an `InfrakitchenError` `host_not_allowed`.
   */
  assertAllowed(url: string | URL): void;
  /** Closes the connections that are left open. */
  close(): Promise<void>;
}
