import type { ProviderBlock } from './types';

/**
 * Name of the root variable that carries a secret argument of a provider
 * block. It is ephemeral: neither plan nor state keep it.
 *
 * @public
 */
export function secretArgumentVariable(
  block: Pick<ProviderBlock, 'localName' | 'alias'>,
  argument: string,
): string {
  return `infrakitchen_${block.localName}_${
    block.alias ?? 'default'
  }_${argument}`;
}
