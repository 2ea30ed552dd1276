import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import {
  InfrakitchenError,
  isInfrakitchenError,
  type Culprit,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { spec } from '../schema/generated/spec';

const { schemas } = (spec as { components: { schemas: Record<string, any> } })
  .components;

const hint =
  'The document of the API, openapi.json beside its routes, describes every request';

/** Gives the refusals of the validation what every error of the API has. */
export const describeRefusals: ErrorRequestHandler = (
  error,
  req,
  _res,
  next,
) => {
  const isRefusal = error.name === 'InputError' || error instanceof URIError;
  next(
    isRefusal && !isInfrakitchenError(error)
      ? refusal(error.message, req)
      : error,
  );
};

/** Refuses what the API does not have. Routes of the platform begin with a dot. */
export const refuseUnknownRoutes: RequestHandler = (req, _res, next) => {
  next(
    req.path.startsWith('/.')
      ? undefined
      : new InfrakitchenError('NotFoundError', {
          code: 'route_not_found',
          message: `There is no ${req.method} ${req.path}`,
          hint,
        }),
  );
};

function refusal(message: string, req: Request): InfrakitchenError {
  const undeclared = undeclaredFields(message, req);
  const names = undeclared.length > 0 ? undeclared : fieldsIn(message);
  return new InfrakitchenError('InputError', {
    code: 'invalid_request',
    message:
      undeclared.length > 0
        ? `${message}: ${undeclared.map(name => `'${name}'`).join(', ')}`
        : message,
    hint,
    culprits: names.map((name): Culprit => ({ kind: 'field', name })),
  });
}

/** The fields that a message of the validation speaks of. */
function fieldsIn(message: string): string[] {
  const found = [
    ...message.matchAll(
      /request\/(?:body|query|params|headers)\/(\S+)|parameter '([^']+)'|required property '([^']+)'/gi,
    ),
  ].map(([, path, parameter, property]) => path ?? parameter ?? property);
  return [...new Set(found)];
}

/** The validation says that there are such fields, but not which. */
function undeclaredFields(message: string, req: Request): string[] {
  const match = /^request\/body(\S*) must NOT have additional properties/.exec(
    message,
  );
  const { openapi } = req as { openapi?: { schema?: unknown } };
  if (!match || !openapi?.schema) {
    return [];
  }
  let schema = resolved(
    (openapi.schema as any).requestBody?.content?.['application/json']?.schema,
  );
  let value: any = req.body;
  for (const segment of match[1].split('/').slice(1).map(unescape)) {
    const { properties = {}, items, additionalProperties } = schema ?? {};
    const own = Object.hasOwn(properties, segment) && properties[segment];
    schema = resolved(own || items || additionalProperties);
    value = value?.[segment];
  }
  const { properties = {} } = schema ?? {};
  return Object.keys(value ?? {}).filter(
    name => !Object.hasOwn(properties, name),
  );
}

function resolved(schema: any): any {
  const name = schema?.$ref?.split('/').at(-1);
  return name ? schemas[name] : schema;
}

/** A segment of a JSON pointer. */
function unescape(segment: string): string {
  return segment.replace(/~1/g, '/').replace(/~0/g, '~');
}
