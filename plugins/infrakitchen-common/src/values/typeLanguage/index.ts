export { dropUnknownAttributes } from './attributes';
export { coerceText, coerceValue } from './coerce';
export type { Coercion } from './coerce';
export { formatType } from './format';
export { typeToJsonSchema } from './jsonSchema';
export { hclLiteral, hclString, isHclIdentifier } from './literal';
export { parseTypeExpression } from './parser';
export { TypeExpressionError } from './types';
export type { AttributeDefault, TypeAttribute, TypeNode } from './types';
