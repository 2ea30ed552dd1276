import { JsonObject } from '@backstage/types';

/**
 * The kinds of object that the demo cloud keeps.
 *
 * @public
 */
export type ObjectKind =
  | 'account'
  | 'network'
  | 'cluster'
  | 'database'
  | 'namespace'
  | 'bucket';

/**
 * A type of the Terraform language, in the JSON notation that providers use
 * for their schemas.
 *
 * @public
 */
export type AttributeType =
  | 'string'
  | 'number'
  | 'bool'
  | ['list' | 'set' | 'map', AttributeType]
  | ['object', Record<string, AttributeType>];

/**
 * Where in an object a value stands: attribute names, map keys and list
 * indices.
 *
 * @public
 */
export type ValuePath = Array<string | number>;

/**
 * Something wrong with one value.
 *
 * @public
 */
export interface Issue {
  path: ValuePath;
  message: string;
}

/**
 * Judges one value. Says nothing about a value that is absent, not yet known
 * or of another type: those are judged elsewhere.
 */
export type Check = (value: unknown, path: ValuePath) => Issue[];

/**
 * One attribute of a kind.
 *
 * @public
 */
export interface AttributeDefinition {
  type: AttributeType;
  description: string;
  /** Who gives the value: the user must, the user may, or the cloud does. */
  use: 'required' | 'optional' | 'computed';
  /** What the cloud takes when an optional attribute is left out. */
  default?: string | number | boolean;
  sensitive?: boolean;
  /** Cannot be changed: a new value needs a new object. */
  immutable?: boolean;
  /** The cloud takes the value and never shows it again. */
  writeOnly?: boolean;
  /** The value is the id of an object of this kind, which must exist. */
  references?: ObjectKind;
  /** A computed attribute is only known again after these have changed. */
  derivedFrom?: string[];
  check?: Check;
}

/**
 * What the computed attributes of an object are made of.
 *
 * @public
 */
export interface ComputeInput {
  id: string;
  attributes: JsonObject;
  /** The attributes that were given in this very request. */
  given: JsonObject;
}

/**
 * One kind of object: the cloud validates against it and the provider's
 * schema is generated from it.
 *
 * @public
 */
export interface KindDefinition {
  kind: ObjectKind;
  plural: string;
  idPrefix: string;
  description: string;
  attributes: Record<string, AttributeDefinition>;
  /** The name is unique among the objects that agree in these attributes. */
  nameUniqueWithin?: string[];
  /** Judges what only several attributes together can tell. */
  check?(attributes: Record<string, unknown>): Issue[];
  /** The computed attributes that are particular to this kind. */
  compute?(input: ComputeInput): JsonObject;
}
