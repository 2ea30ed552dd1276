import { objectName, oneOf } from './checks';
import { REGION_NAMES } from './regions';
import { AttributeDefinition, ObjectKind } from './types';

/** The attributes that every kind has. */
export const COMMON_ATTRIBUTES: Record<string, AttributeDefinition> = {
  id: {
    type: 'string',
    use: 'computed',
    description: 'Identifier that the cloud gives to the object.',
  },
  urn: {
    type: 'string',
    use: 'computed',
    description: 'Name of the object that is unique in the whole cloud.',
  },
  created_at: {
    type: 'string',
    use: 'computed',
    description: 'Time of creation, as RFC 3339.',
  },
  tags: {
    type: ['map', 'string'],
    use: 'optional',
    description: 'Tags of the object.',
  },
};

/** A required name. */
export function nameOf(
  what: string,
  options: Pick<AttributeDefinition, 'immutable'> = {},
): AttributeDefinition {
  return {
    type: 'string',
    use: 'required',
    description: `Name of the ${what}.`,
    check: objectName,
    ...options,
  };
}

/** The region in which an object lives, for good. */
export function regionOf(what: string): AttributeDefinition {
  return {
    type: 'string',
    use: 'required',
    immutable: true,
    description: `Region of the ${what}.`,
    check: oneOf(REGION_NAMES),
  };
}

/** The id of an object that this one belongs to, for good. */
export function referenceTo(
  kind: ObjectKind,
  use: 'required' | 'optional' = 'required',
): AttributeDefinition {
  return {
    type: 'string',
    use,
    immutable: true,
    references: kind,
    description: `Identifier of the ${kind} that it belongs to.`,
  };
}
