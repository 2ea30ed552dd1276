import type { JsonValue } from '@backstage/types';
import {
  hclLiteral,
  hclString,
  InfrakitchenError,
  isHclIdentifier,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** An HCL expression that is known to be safe to write as it is. */
export class Expression {
  private constructor(readonly text: string) {}

  /** A value, escaped. */
  static literal(value: JsonValue): Expression {
    return new Expression(hclLiteral(value));
  }

  /** A reference such as `var.name`. */
  static reference(...names: string[]): Expression {
    return new Expression(names.map(identifier).join('.'));
  }

  /** Text from our own writers. */
  static trusted(text: string): Expression {
    return new Expression(text);
  }
}

/** An attribute of a block; within an object, its name may have dots. */
export type Attribute = [name: string, value: Expression];

/** A block with attributes and blocks within. */
export interface Block {
  type: string;
  labels?: string[];
  attributes?: Attribute[];
  /** Attributes that stand apart from the first ones. */
  moreAttributes?: Attribute[];
  blocks?: Block[];
  /** Objects written over several lines: `name = { … }`. */
  objects?: { name: string; attributes: Attribute[] }[];
}

/** Writes blocks, formatted as `terraform fmt` leaves them. */
export function writeBlocks(blocks: Block[]): string {
  return blocks.map(block => `${writeBlock(block, '')}\n`).join('\n');
}

function writeBlock(block: Block, indent: string): string {
  const head = [
    identifier(block.type),
    ...(block.labels ?? []).map(hclString),
    '{',
  ].join(' ');
  const inner = `${indent}  `;
  const objects = (block.objects ?? []).map(({ name, attributes }) =>
    writeObject(identifier(name), attributes, inner),
  );
  const body = [
    writeAttributes(block.attributes ?? [], inner),
    writeAttributes(block.moreAttributes ?? [], inner),
    objects.join('\n'),
    ...(block.blocks ?? []).map(child => writeBlock(child, inner)),
  ]
    .filter(part => part !== '')
    .join('\n\n');
  return body === ''
    ? `${indent}${head}\n${indent}}`
    : `${indent}${head}\n${body}\n${indent}}`;
}

function writeObject(
  name: string,
  attributes: Attribute[],
  indent: string,
): string {
  return attributes.length === 0
    ? `${indent}${name} = {}`
    : `${indent}${name} = {\n${writeAttributes(
        attributes,
        `${indent}  `,
      )}\n${indent}}`;
}

function writeAttributes(attributes: Attribute[], indent: string): string {
  const names = attributes.map(([name]) =>
    name.split('.').map(identifier).join('.'),
  );
  const width = Math.max(0, ...names.map(displayWidth));
  return attributes
    .map(([, value], index) => {
      const padding = ' '.repeat(width - displayWidth(names[index]));
      return `${indent}${names[index]}${padding} = ${value.text}`;
    })
    .join('\n');
}

/** The formatter counts what a reader sees as one character as one column. */
function displayWidth(text: string): number {
  return [...new Intl.Segmenter().segment(text)].length;
}

/** Names come from a module, so they are checked before they are written. */
function identifier(name: string): string {
  if (!isHclIdentifier(name)) {
    throw new InfrakitchenError('InputError', {
      code: 'name_invalid',
      message: `${JSON.stringify(name)} is not a name in HCL.`,
      culprits: [{ kind: 'variable', name }],
    });
  }
  return name;
}

/** Text for a comment line: nothing in it can end the line. */
export function commentText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]+/gu, ' ')
    .trim();
}
