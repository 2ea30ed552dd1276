import {
  InfrakitchenError,
  type RequiredProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  secretArgumentVariable,
  type RenderedProviderBlock,
  type RenderInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { JsonObject, JsonValue } from '@backstage/types';
import { defaultTagsOf, type DefaultTagsRule } from './defaultTags';
import { Attribute, Block, Expression } from './hclWriter';

/** A block with the provider of the module that it configures. */
interface PlacedBlock {
  block: RenderedProviderBlock;
  provider: RequiredProvider;
}

/**
 * The blocks of the providers that the module asks for; a module may call a
 * provider as it likes, so they are matched by source.
 *
 * @throws InputError `alias_unknown` where the module has no such configuration.
 */
export function placeBlocks({ providers = [], module }: RenderInput) {
  const required = module.analysis.requiredProviders;
  return providers.flatMap((block): PlacedBlock[] => {
    const used = required.find(
      provider => sourceOf(provider) === fullSource(block.source),
    );
    if (block.alias && !used?.aliases?.includes(block.alias)) {
      throw new InfrakitchenError('InputError', {
        code: 'alias_unknown',
        message: `The module has no configuration "${
          used?.name ?? block.localName
        }.${block.alias}" of ${block.source}. ${
          used?.aliases?.length
            ? `It has: ${used.aliases.join(', ')}`
            : 'Attach the integration without an alias'
        }.`,
        culprits: [{ kind: 'field', name: 'integrations' }],
      });
    }
    return used ? [{ block, provider: used }] : [];
  });
}

/** The `provider` blocks of the root module: integrations and default tags. */
export function providerBlocks(
  input: RenderInput,
  rules: DefaultTagsRule[],
): Block[] {
  const placed = placeBlocks(input);
  const bare = input.module.analysis.requiredProviders.filter(
    provider =>
      !placed.some(
        ({ block, provider: other }) => !block.alias && other === provider,
      ),
  );
  return [
    ...placed.map(({ block, provider }) => {
      const tags = defaultTagsOf(provider, input.tags, rules);
      return {
        type: 'provider',
        labels: [provider.name],
        attributes: [...argumentsOf(block), ...(tags.attributes ?? [])],
        blocks: [...blocksOf(block), ...(tags.blocks ?? [])],
      };
    }),
    // Without tags there is none, as if nobody had ever asked for them.
    ...bare.flatMap(provider => {
      const tags = defaultTagsOf(provider, input.tags, rules);
      return tags.attributes || tags.blocks
        ? [{ type: 'provider', labels: [provider.name], ...tags }]
        : [];
    }),
  ];
}

function argumentsOf(block: RenderedProviderBlock): Attribute[] {
  return [
    ...(block.alias
      ? [['alias', Expression.literal(block.alias)] as Attribute]
      : []),
    ...attributesOf(block.arguments),
    ...(block.secretArguments ?? []).map(
      (argument): Attribute => [
        argument,
        Expression.reference('var', secretArgumentVariable(block, argument)),
      ],
    ),
  ];
}

function blocksOf({ blocks = {} }: RenderedProviderBlock): Block[] {
  return Object.entries(blocks).map(([type, given]) => ({
    type,
    attributes: attributesOf(given),
  }));
}

/** The variables of secret arguments: ephemeral, so that nothing stores them. */
export function secretArgumentBlocks(input: RenderInput): Block[] {
  return placeBlocks(input).flatMap(({ block }) =>
    (block.secretArguments ?? []).map(argument => ({
      type: 'variable',
      labels: [secretArgumentVariable(block, argument)],
      attributes: [
        ['type', Expression.trusted('string')],
        ['sensitive', Expression.literal(true)],
        ['ephemeral', Expression.literal(true)],
      ] as Attribute[],
    })),
  );
}

function attributesOf(given: JsonObject): Attribute[] {
  return Object.entries(given)
    .filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, Expression.literal(value)]);
}

function sourceOf({ name, source }: RequiredProvider): string {
  return fullSource(source ?? name);
}

/** A source as engines complete it, whichever registry they look in. */
function fullSource(source: string): string {
  const parts = source.toLowerCase().split('/');
  const [namespace, type] =
    parts.length === 1 ? ['hashicorp', parts[0]] : parts.slice(-2);
  return `${namespace}/${type}`;
}
