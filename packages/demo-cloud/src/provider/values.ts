import { decode, encode, ExtensionCodec } from '@msgpack/msgpack';
import { AttributeType } from '../kinds';
import { isRecord } from '../kinds/checks';

/** Stands for a value that is only known after the apply. */
export class UnknownValue {}

/** The one unknown value. */
export const UNKNOWN = new UnknownValue();

/** A value of the Terraform language. There, "nothing" is null. */
export type Value =
  | null
  | string
  | number
  | boolean
  | UnknownValue
  | Value[]
  | { [name: string]: Value };

/** The attributes of a resource, a data source or the provider. */
export type ObjectValue = Record<string, Value>;

/** A value on the wire. */
export interface DynamicValue {
  msgpack?: Uint8Array;
  json?: Uint8Array;
}

const UNKNOWN_EXTENSION = 0;
const REFINED_UNKNOWN_EXTENSION = 12;

const extensionCodec = new ExtensionCodec();
extensionCodec.register({
  type: UNKNOWN_EXTENSION,
  encode: value => (value instanceof UnknownValue ? new Uint8Array([0]) : null),
  decode: () => UNKNOWN,
});
// An unknown value of which the engine knows a little, such as its prefix.
extensionCodec.register({
  type: REFINED_UNKNOWN_EXTENSION,
  encode: () => null,
  decode: () => UNKNOWN,
});

/** Puts attributes on the wire; undefined is the absence of the object. */
export function toWire(value: ObjectValue | undefined): DynamicValue {
  return { msgpack: encode(value ?? null, { extensionCodec }) };
}

/** Takes attributes from the wire. */
export function fromWire(
  value: DynamicValue | undefined,
): ObjectValue | undefined {
  if (value?.msgpack?.length) {
    return (
      (decode(value.msgpack, { extensionCodec }) as ObjectValue | null) ??
      undefined
    );
  }
  return value?.json?.length
    ? JSON.parse(Buffer.from(value.json).toString('utf8')) ?? undefined
    : undefined;
}

/**
 * Brings a value into exactly the form that its type asks for: the engine
 * refuses objects with too few or too many attributes.
 */
export function conform(type: AttributeType, value: unknown): Value {
  if (value === undefined || value === null) {
    return null;
  }
  if (typeof type === 'string') {
    return value as Value;
  }
  if (type[0] === 'object') {
    return conformObject(type[1], value);
  }
  if (Array.isArray(value)) {
    return value.map(item => conform(type[1], item));
  }
  return isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          conform(type[1], item),
        ]),
      )
    : null;
}

function conformObject(
  attributes: Record<string, AttributeType>,
  value: unknown,
): Value {
  return isRecord(value)
    ? Object.fromEntries(
        Object.entries(attributes).map(([name, type]) => [
          name,
          conform(type, value[name]),
        ]),
      )
    : null;
}

/** Whether a value, or any part of it, is not known yet. */
export function hasUnknown(value: Value): boolean {
  if (value instanceof UnknownValue) {
    return true;
  }
  return typeof value === 'object' && value !== null
    ? Object.values(value).some(hasUnknown)
    : false;
}
