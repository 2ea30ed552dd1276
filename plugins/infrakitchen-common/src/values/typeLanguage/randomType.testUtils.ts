import type { JsonValue } from '@backstage/types';
import type { TypeNode } from './types';

/** A repeatable source of numbers from 0 up to, not including, 1. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

function pick<T>(random: () => number, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)];
}

const names = [
  'a',
  'b_1',
  'with-dash',
  'größe',
  'key with space',
  'q"uote',
  'null',
  '${x}',
];
const texts = [
  '',
  'x',
  'a "b"',
  '${a}',
  '%{if}',
  'line\nbreak',
  'tab\t',
  '\\',
  'ü😀',
  '$${x}',
  ' , ) }',
];

export function randomValue(random: () => number, depth = 2): JsonValue {
  const kind = Math.floor(random() * (depth > 0 ? 6 : 4));
  if (kind === 0) return pick(random, texts);
  if (kind === 1) return pick(random, [0, 1.5, -3, 1e21, 443]);
  if (kind === 2) return random() < 0.5;
  if (kind === 3) return null;
  const length = Math.floor(random() * 3);
  const items = Array.from({ length }, () => randomValue(random, depth - 1));
  return kind === 4
    ? items
    : Object.fromEntries(items.map((item, i) => [names[i], item]));
}

export function randomType(random: () => number, depth = 3): TypeNode {
  const kinds = ['string', 'number', 'bool', 'any'] as const;
  const nested = ['list', 'set', 'map', 'object', 'tuple'] as const;
  const kind =
    depth > 0 && random() < 0.7 ? pick(random, nested) : pick(random, kinds);
  switch (kind) {
    case 'list':
    case 'set':
    case 'map':
      return { kind, element: randomType(random, depth - 1) };
    case 'tuple':
      return {
        kind,
        elements: Array.from({ length: Math.floor(random() * 3) }, () =>
          randomType(random, depth - 1),
        ),
      };
    case 'object':
      return {
        kind,
        attributes: names
          .slice(0, Math.floor(random() * names.length))
          .map(name => {
            const optional = random() < 0.5;
            return {
              name,
              type: randomType(random, depth - 1),
              optional,
              ...(optional &&
                random() < 0.5 && {
                  default: {
                    kind: 'value' as const,
                    value: randomValue(random),
                  },
                }),
            };
          }),
      };
    default:
      return { kind };
  }
}

/** A value that the type takes. */
export function randomValueOf(random: () => number, node: TypeNode): JsonValue {
  switch (node.kind) {
    case 'string':
      return pick(random, texts);
    case 'number':
      return pick(random, [0, 1.5, -3, 443]);
    case 'bool':
      return random() < 0.5;
    case 'any':
      return randomValue(random);
    case 'set':
      return random() < 0.5 ? [] : [randomValueOf(random, node.element)];
    case 'list':
      return [
        randomValueOf(random, node.element),
        randomValueOf(random, node.element),
      ];
    case 'map':
      return { [pick(random, names)]: randomValueOf(random, node.element) };
    case 'tuple':
      return node.elements.map(element => randomValueOf(random, element));
    default:
      return Object.fromEntries(
        node.attributes
          .filter(attribute => !attribute.optional || random() < 0.5)
          .map(attribute => [
            attribute.name,
            randomValueOf(random, attribute.type),
          ]),
      );
  }
}
