import type { JsonValue } from '@backstage/types';
import type { ModuleVariable } from '../api';
import {
  coerceText,
  coerceValue,
  dropUnknownAttributes,
  parseTypeExpression,
  type Coercion,
  type TypeNode,
} from './typeLanguage';

/** Brings inherited values into the type of a variable. @public */
export interface Converter {
  /** Reads the text of a config. */
  fromText(text: string, variable: ModuleVariable): Coercion;
  /** Converts a value as Terraform does when it is passed on. */
  fromValue(value: JsonValue, variable: ModuleVariable): Coercion;
}

/** A converter that reads each type expression once. @public */
export function createConverter(): Converter {
  const types = new Map<string, TypeNode>();
  const typeOf = ({ type }: ModuleVariable) => {
    const node = types.get(type) ?? readType(type);
    types.set(type, node);
    return node;
  };
  return {
    fromText: (text, variable) => coerceText(text, typeOf(variable)),
    fromValue(value, variable) {
      if (value === null) {
        return { ok: true, value };
      }
      const node = typeOf(variable);
      return coerceValue(dropUnknownAttributes(value, node), node);
    },
  };
}

/** A type that cannot be read is left to the engine. */
function readType(type: string): TypeNode {
  try {
    return parseTypeExpression(type);
  } catch {
    return { kind: 'any' };
  }
}
