import { isError } from '@backstage/errors';
import { Issue, ValuePath } from '../kinds';
import { CloudRequestError } from './CloudClient';

/** Something that the engine shows to its user. */
export interface Diagnostic {
  severity: 'ERROR' | 'WARNING';
  summary: string;
  detail: string;
  attribute?: AttributePath;
}

/** Where in a configuration something stands, as the engine wants it. */
export interface AttributePath {
  steps: Array<
    | { attribute_name: string }
    | { element_key_string: string }
    | { element_key_int: number }
  >;
}

/** A path through attributes only: keys of maps cannot be told apart. */
export function toAttributePath(path: ValuePath): AttributePath {
  return {
    steps: path.map(step =>
      typeof step === 'number'
        ? { element_key_int: step }
        : { attribute_name: step },
    ),
  };
}

/** Tells about values that are wrong. */
export function invalidValues(issues: Issue[]): Diagnostic[] {
  return issues.map(({ path, message }) => ({
    severity: 'ERROR',
    summary: `Invalid value for ${path[0]}`,
    detail: `${path.join('.')} ${message}.`,
    attribute: toAttributePath(path),
  }));
}

/** Tells about something that could not be done. */
export function failure(what: string, error: unknown): Diagnostic[] {
  if (error instanceof CloudRequestError && error.issues.length > 0) {
    return invalidValues(error.issues);
  }
  return [
    {
      severity: 'ERROR',
      summary: `Cannot ${what}`,
      detail: isError(error) ? error.message : String(error),
    },
  ];
}
