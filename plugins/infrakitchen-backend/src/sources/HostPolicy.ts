import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { isInternalAddress } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { RepositoryLocation } from './repositoryUrl';

type RemoteLocation = Exclude<RepositoryLocation, { kind: 'local' }>;

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
