import type { ProviderBlock, RunCredentials } from '../integrations';

/**
 * Credentials of a provider that reads its environment: as variables, or with
 * an alias, which no variable can tell apart, as a block with the same.
 *
 * @public
 */
export function environmentOrBlock(
  alias: string | undefined,
  credentials: {
    environment: Record<string, string>;
    block: Omit<ProviderBlock, 'alias'>;
    secrets: string[];
    expiresAt?: number;
  },
): RunCredentials {
  const { block, environment, ...rest } = credentials;
  return alias === undefined
    ? { ...rest, environment }
    : { ...rest, environment: {}, providerBlocks: [{ ...block, alias }] };
}
