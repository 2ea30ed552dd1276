import type { JsonValue } from '@backstage/types';
import {
  coerceValue,
  Diagnostic,
  dropUnknownAttributes,
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
import type { ShownVariables } from './outputVariables';
import { expressionSource, type Literal, readLiteral } from './expressions';

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
  'provider',
  '_',
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
    ...readDefault(declaration, { node: type.node, nullable }, findings),
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
  context: { shownBy: ShownVariables; secrets: ReadonlySet<string> },
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
  if (body.value === undefined) {
    findings.errors.push(error(`The output "${name}" has no value`, position));
    return undefined;
  }
  const description = readText(declaration, 'description');
  const variables = context.shownBy(body.value);
  return {
    name,
    ...(description !== undefined && { description }),
    // A module need not say so of its outputs; the engine wants it of the root's.
    sensitive:
      readFlag(body.sensitive, false, true) ||
      variables.some(variable => context.secrets.has(variable)),
    ...(variables.length > 0 && { variables }),
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
  const isText = typeof written === 'string';
  if (!declaration.json && isText && !written.startsWith('${')) {
    errors.push(
      error(
        `The type of the variable "${declaration.name}" is in quotes`,
        declaration.positionIn('type', 0),
        `Engines since Terraform 0.15 refuse it: write ${
          ['list', 'map'].includes(written) ? `${written}(string)` : written
        } without quotes.`,
      ),
    );
    return undefined;
  }
  const source =
    declaration.json && isText ? written : expressionSource(written);
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
  type: { node: TypeNode; nullable: boolean },
  { errors, warnings }: Findings,
): Pick<ModuleVariable, 'hasDefault' | 'default'> {
  const written = declaration.body.default;
  if (written === undefined) {
    return { hasDefault: false };
  }
  const subject = `The default of the variable "${declaration.name}"`;
  const position = declaration.positionIn('default', 0);
  const literal: Literal = declaration.json
    ? { constant: true, value: written }
    : readLiteral(written);
  if (!literal.constant) {
    warnings.push(
      warning(
        `${subject} is not shown`,
        position,
        `It is an expression: ${literal.source}`,
      ),
    );
    return { hasDefault: true };
  }
  const { value } = literal;
  if (hasInexactNumber(value)) {
    warnings.push(
      warning(
        `${subject} is not shown`,
        position,
        'It has a number that is too large to be kept exactly.',
      ),
    );
    return { hasDefault: true };
  }
  if (value === null) {
    if (!type.nullable) {
      errors.push(
        error(
          `${subject} is null`,
          position,
          'The variable is not nullable. Leave the default out to require a value.',
        ),
      );
    }
    return { hasDefault: true, default: null };
  }
  const fits = coerceValue(dropUnknownAttributes(value, type.node), type.node);
  if (!fits.ok) {
    warnings.push(
      warning(
        `${subject} does not fit its type; the engine will refuse the module`,
        position,
        fits.message,
      ),
    );
  }
  return { hasDefault: true, default: value };
}

function hasInexactNumber(value: JsonValue): boolean {
  if (typeof value === 'number') {
    return Number.isInteger(value)
      ? !Number.isSafeInteger(value)
      : !Number.isFinite(value);
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some(item => hasInexactNumber(item!))
  );
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
