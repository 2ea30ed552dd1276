import type { JsonValue } from '@backstage/types';
import {
  Diagnostic,
  isHclIdentifier,
  ModuleOutput,
  ModuleVariable,
  parseTypeExpression,
  TypeExpressionError,
  TypeNode,
  typeToJsonSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { blocksOf, Declaration } from './declarations';
import { error, warning } from './diagnostics';
import { expressionSource, readLiteral } from './expressions';

/** Names that mean something else in a module block. */
const reservedNames = new Set([
  'source',
  'version',
  'providers',
  'count',
  'for_each',
  'lifecycle',
  'depends_on',
  'locals',
]);

/** Findings about a module while it is read. */
export interface Findings {
  errors: Diagnostic[];
  warnings: Diagnostic[];
}

/** Reads a variable; undefined when its name or type is wrong. */
export function readVariable(
  declaration: Declaration,
  findings: Findings,
): ModuleVariable | undefined {
  const { name, body, position } = declaration;
  const type = readType(declaration, findings);
  if (!checkName(declaration, findings) || !type) {
    return undefined;
  }
  const nullable = readFlag(body.nullable, true);
  const description = readText(declaration, 'description');
  return {
    name,
    type: type.source,
    schema: typeToJsonSchema(type.node, { nullable }),
    ...(description !== undefined && { description }),
    ...readDefault(declaration, findings),
    // Whatever is not plainly false is kept secret.
    sensitive: readFlag(body.sensitive, false, true),
    nullable,
    ephemeral: readFlag(body.ephemeral, false),
    validations: blocksOf(body.validation).map(validation => ({
      condition: expressionSource(validation.condition ?? ''),
      errorMessage: expressionSource(validation.error_message ?? ''),
    })),
    position,
  };
}

/** Reads an output; undefined for one that has no value after a run. */
export function readOutput(
  declaration: Declaration,
  findings: Findings,
): ModuleOutput | undefined {
  const { name, body, position } = declaration;
  if (!checkName(declaration, findings)) {
    return undefined;
  }
  if (readFlag(body.ephemeral, false)) {
    findings.warnings.push(
      warning(
        `The output "${name}" is left out`,
        position,
        'An ephemeral output has no value after a run.',
      ),
    );
    return undefined;
  }
  const description = readText(declaration, 'description');
  return {
    name,
    ...(description !== undefined && { description }),
    sensitive: readFlag(body.sensitive, false, true),
    position,
  };
}

function checkName(
  { type, name, position }: Declaration,
  { errors }: Findings,
): boolean {
  if (!isHclIdentifier(name)) {
    errors.push(error(`"${name}" is not a name for a ${type}`, position));
    return false;
  }
  if (type === 'variable' && reservedNames.has(name)) {
    errors.push(error(`The variable name "${name}" is reserved`, position));
    return false;
  }
  return true;
}

function readType(
  declaration: Declaration,
  { errors }: Findings,
): { source: string; node: TypeNode } | undefined {
  const written = declaration.body.type;
  if (written === undefined) {
    return { source: 'any', node: { kind: 'any' } };
  }
  const source = expressionSource(written);
  try {
    return { source, node: parseTypeExpression(source) };
  } catch (cause) {
    if (!(cause instanceof TypeExpressionError)) {
      throw cause;
    }
    errors.push(
      error(
        `The type of the variable "${declaration.name}" cannot be read`,
        declaration.positionIn('type', cause.offset),
        cause.message,
      ),
    );
    return undefined;
  }
}

function readDefault(
  declaration: Declaration,
  { warnings }: Findings,
): Pick<ModuleVariable, 'hasDefault' | 'default'> {
  const value = declaration.body.default;
  if (value === undefined) {
    return { hasDefault: false };
  }
  if (declaration.json) {
    return { hasDefault: true, default: value };
  }
  const literal = readLiteral(value);
  if (literal.constant) {
    return { hasDefault: true, default: literal.value };
  }
  warnings.push(
    warning(
      `The default of the variable "${declaration.name}" is not shown`,
      declaration.positionIn('default', 0),
      `It is an expression: ${literal.source}`,
    ),
  );
  return { hasDefault: true };
}

function readText(
  { body, json }: Declaration,
  attribute: string,
): string | undefined {
  const value = body[attribute];
  if (value === undefined || value === null) {
    return undefined;
  }
  return json ? String(value) : expressionSource(value);
}

/** Reads true or false; `otherwise` is for what cannot be read. */
function readFlag(
  value: JsonValue | undefined,
  absent: boolean,
  otherwise = absent,
): boolean {
  if (value === undefined || value === null) return absent;
  const text = expressionSource(value)
    .replace(/^\((.*)\)$/, '$1')
    .trim();
  if (text === 'true') return true;
  if (text === 'false') return false;
  return otherwise;
}
