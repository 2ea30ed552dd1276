import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isInternalAddress } from './internalAddress';

/** Where a connection goes. */
export interface Destination {
  host: string;
  port: number;
  secure: boolean;
}

/** Hosts that an operator lists, by `host` or `host:port`, besides public ones. */
export class AllowedHosts {
  readonly #listed: ReadonlySet<string>;
  readonly #resolve: LookupFunction;

  constructor(
    listed: readonly string[],
    resolve: LookupFunction = systemLookup as LookupFunction,
  ) {
    this.#listed = new Set(listed.map(host => host.toLowerCase()));
    this.#resolve = resolve;
  }

  isListed({ host, port }: Pick<Destination, 'host' | 'port'>): boolean {
    const name = isIP(host) === 6 ? `[${host}]` : host.toLowerCase();
    return this.#listed.has(name) || this.#listed.has(`${name}:${port}`);
  }

  /** Checks what is known before the name is looked up. */
  assertAllowed(destination: Destination): void {
    if (this.isListed(destination)) {
      return;
    }
    const { host, secure } = destination;
    if (!secure) {
      throw notAllowed(host, 'it would be called without TLS');
    }
    if (isIP(host) ? isInternalAddress(host) : isLocalName(host)) {
      throw notAllowed(host, 'it is not on the public internet');
    }
  }

  /** Looks a name up and fails where an address is not public. */
  lookupFor(destination: Pick<Destination, 'host' | 'port'>): LookupFunction {
    if (this.isListed(destination)) {
      return this.#resolve;
    }
    return (host, options, callback) =>
      this.#resolve(host, options, (error, address, family) => {
        const found = Array.isArray(address)
          ? address.map(item => item.address)
          : [address];
        if (!error && found.some(isInternalAddress)) {
          callback(
            notAllowed(host, 'it has an address that is not public'),
            '',
          );
        } else {
          callback(error, address, family);
        }
      });
  }
}

function isLocalName(host: string): boolean {
  return !host.includes('.') || /(^|\.)localhost\.?$/i.test(host);
}

function notAllowed(host: string, why: string): InfrakitchenError {
  return new InfrakitchenError('NotAllowedError', {
    code: 'host_not_allowed',
    message: `'${host}' cannot be called: ${why}. An operator can allow it in infrakitchen.integrations.allowHosts`,
    culprits: [{ kind: 'field', name: host }],
  });
}
