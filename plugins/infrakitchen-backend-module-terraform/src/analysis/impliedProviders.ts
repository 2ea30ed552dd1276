import type { JsonObject, JsonValue } from '@backstage/types';
import { blocksOf } from './declarations';
import { expressionSource } from './expressions';

/** Blocks whose type tells the provider. */
const KINDS = ['resource', 'data', 'ephemeral'];
/** `terraform_data` and the like come with the engine. */
const BUILT_IN = 'terraform';

/**
 * Local names of the providers that a module uses without saying so: the
 * engine takes them from its default namespace.
 */
export function impliedProviders(
  bodies: readonly JsonObject[],
  required: readonly { name: string }[],
): string[] {
  const known = new Set([BUILT_IN, ...required.map(({ name }) => name)]);
  const used = bodies.flatMap(body =>
    KINDS.flatMap(kind => blocksOf(body[kind]).flatMap(providersOf)),
  );
  return [...new Set(used)].filter(name => !known.has(name)).sort();
}

/** `{ aws_vpc: { main: [ … ] } }` */
function providersOf(byType: JsonObject): string[] {
  return Object.entries(byType).flatMap(([type, byName]) =>
    blocksOf(byName).flatMap(named =>
      Object.values(named)
        .flatMap(content => blocksOf(content))
        .map(content => chosenProvider(content.provider) ?? prefixOf(type)),
    ),
  );
}

function prefixOf(type: string): string {
  return type.split('_', 1)[0];
}

/** `provider = aws.us` names one explicitly. */
function chosenProvider(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string'
    ? expressionSource(value).split('.', 1)[0].trim() || undefined
    : undefined;
}
