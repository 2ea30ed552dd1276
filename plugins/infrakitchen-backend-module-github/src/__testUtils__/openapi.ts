import { readFileSync } from 'node:fs';
import type {
  StandInAnswer,
  StandInRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const API = '/api/v3';
/** Operations that GitHub has and does not describe, and what they answer like. */
const UNDESCRIBED: Record<string, string> = {
  '/repositories/{id}': '/repos/{owner}/{repo}',
};
const METHODS_WITH_BODY = ['POST', 'PUT', 'PATCH'];

type Json = Record<string, any>;

/** Fails an exchange that GitHub's own description of its API does not allow. */
export function createGithubObserver() {
  const path = require.resolve(
    '@octokit/openapi/generated/api.github.com.json',
  );
  const description: Json = JSON.parse(readFileSync(path, 'utf8'));
  const validators = new Map<string, ValidateFunction>();
  const ajv = addFormats(new Ajv({ strict: false, logger: false }));
  const compile = (key: string, schema: Json) => {
    const known =
      validators.get(key) ?? ajv.compile(inlined(description, schema));
    validators.set(key, known);
    return known;
  };
  const resolve = (at: Json): Json =>
    at.$ref ? resolve(pointed(description, at.$ref)) : at;

  return (request: StandInRequest, answer: StandInAnswer): void => {
    const { method, url } = request;
    const template = templateOf(description, url.pathname.slice(API.length));
    const operation = description.paths[template]?.[method.toLowerCase()];
    if (!operation) {
      throw new Error(`GitHub describes no ${method} ${url.pathname}`);
    }
    const key = `${method} ${template}`;
    const status = String(answer.status ?? 200);
    const response = operation.responses[status];
    // Who is not signed in gets the same everywhere, and throttling, too.
    if (!response && !['401', '403', '404'].includes(status)) {
      throw new Error(`GitHub describes no ${status} of ${key}`);
    }
    const asked = operation.requestBody?.content?.['application/json']?.schema;
    if (asked && METHODS_WITH_BODY.includes(method) && Number(status) < 400) {
      const sent = JSON.parse(request.body.toString() || '{}');
      check(compile(`${key} asks`, asked), sent, `what ${key} is asked with`);
    }
    checkQuery(operation, url, key);
    const told =
      response && resolve(response).content?.['application/json']?.schema;
    if (told) {
      // As it is sent, without what has no value.
      const sent = JSON.parse(JSON.stringify(answer.body ?? null));
      check(
        compile(`${key} ${status}`, told),
        sent,
        `what ${key} answers with ${status}`,
      );
    }
  };

  function checkQuery(operation: Json, url: URL, key: string): void {
    const known = (operation.parameters ?? [])
      .map(resolve)
      .filter((parameter: Json) => parameter.in === 'query')
      .map((parameter: Json) => parameter.name);
    for (const name of url.searchParams.keys()) {
      if (!known.includes(name)) {
        throw new Error(`GitHub describes no '${name}' of ${key}`);
      }
    }
  }
}

function check(validate: ValidateFunction, value: unknown, what: string) {
  if (!validate(value)) {
    const [first] = validate.errors ?? [];
    throw new Error(
      `GitHub does not describe ${what}: ${first?.instancePath} ${
        first?.message
      } ${JSON.stringify(first?.params)}`,
    );
  }
}

function templateOf(description: Json, path: string): string {
  const parts = path.split('/');
  const fits = (template: string) => {
    const pattern = template.split('/');
    return (
      pattern.length === parts.length &&
      pattern.every((part, at) => part.startsWith('{') || part === parts[at])
    );
  };
  const found = [...Object.keys(UNDESCRIBED), ...Object.keys(description.paths)]
    .filter(fits)
    .sort((a, b) => a.split('{').length - b.split('{').length)[0];
  return UNDESCRIBED[found] ?? found ?? path;
}

function pointed(description: Json, ref: string): Json {
  return ref
    .slice(2)
    .split('/')
    .reduce((at, key) => at[key.replaceAll('~1', '/')], description);
}

/** Only what is used, with `nullable` in the words of JSON schema. */
function inlined(description: Json, root: unknown): Json {
  const defs: Record<string, unknown> = {};
  const walk = (at: unknown): unknown => {
    if (Array.isArray(at)) {
      return at.map(walk);
    }
    if (typeof at !== 'object' || at === null) {
      return at;
    }
    const { nullable, example, examples, ...rest } = at as Json;
    if (typeof rest.$ref === 'string') {
      const name = rest.$ref.split('/').at(-1)!;
      if (!(name in defs)) {
        defs[name] = true;
        defs[name] = walk(pointed(description, rest.$ref));
      }
      return { $ref: `#/$defs/${name}` };
    }
    const schema = Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        ['enum', 'const', 'default', 'required'].includes(key)
          ? value
          : walk(value),
      ]),
    );
    return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
  };
  const schema = walk(root) as Json;
  return { ...schema, $defs: defs };
}
