import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RepositoryLocation } from './repositoryUrl';

type RemoteLocation = Exclude<RepositoryLocation, { kind: 'local' }>;

/** Addresses that are not on the public internet. */
const internal = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  internal.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  internal.addSubnet(network, prefix, 'ipv6');
}

/** Whether an address is private, local or reserved, so that only an operator may allow it. */
export function isInternalAddress(address: string): boolean {
  const family = isIP(address);
  return (
    family === 0 || internal.check(address, family === 6 ? 'ipv6' : 'ipv4')
  );
}

/**
 * Keeps git from being used to reach what only this machine can reach. Hosts
 * that an operator lists are trusted, whatever their address is.
 */
export class HostPolicy {
  readonly #allowed: ReadonlySet<string>;
  readonly #resolve: (host: string) => Promise<string[]>;

  /** @param allowedHosts - `host` or `host:port`. */
  constructor(
    allowedHosts: readonly string[],
    resolve: (host: string) => Promise<string[]> = resolveHost,
  ) {
    this.#allowed = new Set(allowedHosts.map(host => host.toLowerCase()));
    this.#resolve = resolve;
  }

  /** Checks what the URL alone tells. */
  assertAllowed(location: RemoteLocation): void {
    if (this.#isListed(location)) {
      return;
    }
    const { host } = location;
    if (location.kind === 'http') {
      throw notAllowed(
        host,
        'plain http is allowed only for hosts that are listed',
      );
    }
    if (isIP(host) || !host.includes('.') || /(^|\.)localhost$/.test(host)) {
      throw notAllowed(
        host,
        'addresses, localhost and names without a domain are allowed only where they are listed',
      );
    }
  }

  /**
   * Checks also what the name resolves to.
   *
   * @returns the addresses that git may use; nothing for a listed host.
   */
  async addressesOf(location: RemoteLocation): Promise<string[] | undefined> {
    this.assertAllowed(location);
    if (this.#isListed(location)) {
      return undefined;
    }
    const { host } = location;
    let addresses: string[];
    try {
      addresses = await this.#resolve(host);
    } catch (error) {
      throw new InfrakitchenError(
        'ServiceUnavailableError',
        {
          code: 'repository_unreachable',
          message: `The host '${host}' of the repository cannot be found`,
          culprits: [{ kind: 'repository', name: host }],
        },
        error,
      );
    }
    if (addresses.some(isInternalAddress)) {
      throw notAllowed(host, 'it has an address that is not public');
    }
    return addresses;
  }

  #isListed({ host, port }: RemoteLocation): boolean {
    const authority = host.includes(':') ? `[${host}]` : host;
    return (
      this.#allowed.has(authority) || this.#allowed.has(`${authority}:${port}`)
    );
  }
}

async function resolveHost(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
}

function notAllowed(host: string, why: string): InfrakitchenError {
  return new InfrakitchenError('NotAllowedError', {
    code: 'host_not_allowed',
    message: `Repositories on '${host}' cannot be used: ${why} in infrakitchen.git.allowedHosts`,
    culprits: [{ kind: 'repository', name: host }],
  });
}
