import type { JsonObject } from '@backstage/types';
import type { FieldCondition } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Printable and without spaces: what fits into a header of HTTP. */
const TOKEN = '^[!-~]+$';
const HOST = '[A-Za-z0-9][A-Za-z0-9.-]*';
const PORT = '(:[0-9]{1,5})?';
const IPV6 = '\\[[0-9A-Fa-f:.]+\\]';
const PATH = '(/[A-Za-z0-9._~%/-]*)?';

/**
 * Schema of a secret that is one word, such as a token. What a copy brings
 * along, line breaks or quotes of a shell, is refused when it is stored.
 *
 * @public
 */
export function tokenField(title: string, description?: string): JsonObject {
  return {
    type: 'string',
    title,
    ...(description !== undefined && { description }),
    writeOnly: true,
    maxLength: 4096,
    pattern: TOKEN,
    patternHint: 'one word, without spaces and line breaks',
  };
}

/** Schema of a host that credentials are sent to, with or without a port. @public */
export function hostField(title: string, preset?: string): JsonObject {
  return {
    type: 'string',
    title,
    ...(preset !== undefined && { default: preset }),
    description: 'The host alone, with its port where it has one of its own',
    destination: true,
    maxLength: 253,
    patternHint: 'a host in lower case, such as git.example.com:8443',
    // In one case only, since hosts are compared.
    pattern: `^[a-z0-9][a-z0-9.-]*${PORT}$`,
  };
}

/**
 * Schema of an address that credentials are sent to, without user, query and
 * fragment.
 *
 * @public
 */
export function urlField(title: string, preset?: string): JsonObject {
  return {
    type: 'string',
    title,
    ...(preset !== undefined && { default: preset }),
    destination: true,
    maxLength: 500,
    patternHint: 'an address such as https://host:8443/path, and no more',
    pattern: `^https?://(${HOST}|${IPV6})${PORT}${PATH}$`,
  };
}

/** Schema of a short text, such as a name or an id. @public */
export function nameField(title: string, description?: string): JsonObject {
  return {
    type: 'string',
    title,
    ...(description !== undefined && { description }),
    maxLength: 200,
    pattern: '^[A-Za-z0-9][A-Za-z0-9._@+-]*$',
    patternHint: 'letters, digits and any of . _ @ + -',
  };
}

/**
 * Schema of the choice between ways to sign in.
 *
 * @param ways - what each is called in a form; the first is the best. Their fields
 * are made with {@link fieldsWhen}.
 * @public
 */
export function authenticationField(ways: Record<string, string>): JsonObject {
  return {
    type: 'string',
    title: 'Signs in with',
    enum: Object.keys(ways),
    oneOf: Object.entries(ways).map(([way, title]) => ({ const: way, title })),
  };
}

/**
 * Fields that are there for some choices alone, such as one way to sign in.
 *
 * @param when - what may be chosen, by the name of the field that is a choice.
 * @param needed - names of those that have to be given then.
 * @public
 */
export function fieldsWhen(
  when: FieldCondition,
  fields: Record<string, JsonObject>,
  needed: readonly string[] = [],
): Record<string, JsonObject> {
  const condition = when as unknown as JsonObject;
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      {
        ...field,
        visibleWhen: condition,
        ...(needed.includes(name) && { requiredWhen: condition }),
      },
    ]),
  );
}
