import type { JsonValue } from '@backstage/types';

/** Default of an optional attribute: a constant, or an expression kept as text. @public */
export type AttributeDefault =
  | { kind: 'value'; value: JsonValue }
  | { kind: 'expression'; text: string };

/** One attribute of an object type. @public */
export interface TypeAttribute {
  name: string;
  type: TypeNode;
  optional: boolean;
  default?: AttributeDefault;
}

/** A Terraform type constraint. @public */
export type TypeNode =
  | { kind: 'string' }
  | { kind: 'number' }
  | { kind: 'bool' }
  | { kind: 'any' }
  | { kind: 'list'; element: TypeNode }
  | { kind: 'set'; element: TypeNode }
  | { kind: 'map'; element: TypeNode }
  | { kind: 'object'; attributes: TypeAttribute[] }
  | { kind: 'tuple'; elements: TypeNode[] };

/** A type expression that cannot be read; line and column count from 1. @public */
export class TypeExpressionError extends Error {
  readonly offset: number;
  readonly line: number;
  readonly column: number;

  constructor(message: string, text: string, offset: number) {
    const before = text.slice(0, offset).split('\n');
    const line = before.length;
    const column = before[before.length - 1].length + 1;
    super(`${message} (line ${line}, column ${column})`);
    this.name = 'TypeExpressionError';
    this.offset = offset;
    this.line = line;
    this.column = column;
  }
}
