import type {
  Culprit,
  Diagnostic,
  RunError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { english, type Translate } from './translation';

/** What is known about a failure, whichever way it came. */
export interface ErrorDetails {
  message: string;
  code?: string;
  hint?: string;
  culprits: Culprit[];
  diagnostics: Diagnostic[];
  statusCode?: number;
}

/** What to do next, where the server does not say it. */
function hintByStatus(
  t: Translate,
  statusCode: number | undefined,
): string | undefined {
  switch (statusCode) {
    case 401:
      return t('hint.unauthenticated');
    case 403:
      return t('hint.forbidden');
    case 404:
      return t('hint.notFound');
    case 409:
      return t('hint.conflict');
    case 412:
      return t('hint.staleWrite');
    case 429:
      return t('hint.tooManyRequests');
    case 502:
    case 503:
    case 504:
      return t('hint.unavailable');
    default:
      return undefined;
  }
}

/** A code of its own says more than the status that many share. */
function saysEnough(
  statusCode: number | undefined,
  code: string | undefined,
): boolean {
  switch (statusCode) {
    case 404:
      return (
        code !== undefined &&
        !/^(template|version|resource|run)_not_found$/.test(code)
      );
    case 403:
      return code === 'host_not_allowed';
    case 409:
      return code !== undefined;
    default:
      return false;
  }
}

/** Reads the parts of an API error, an engine error or any other error. */
export function toErrorDetails(
  error: Error | RunError,
  t: Translate = english,
): ErrorDetails {
  const parts = error as Partial<RunError> & {
    statusCode?: number;
    body?: { error?: Partial<RunError>; response?: { statusCode?: number } };
  };
  const body = parts.body?.error;
  const code = parts.code ?? body?.code;
  // Browsers have a text of their own for it, which helps nobody.
  if (error instanceof TypeError && !body) {
    return {
      message: t('errorDetails.unreachable'),
      hint: t('errorDetails.checkConnection'),
      culprits: [],
      diagnostics: [],
    };
  }
  const statusCode = parts.statusCode ?? parts.body?.response?.statusCode;
  return {
    message: error.message,
    code,
    hint:
      parts.hint ??
      body?.hint ??
      (saysEnough(statusCode, code) ? undefined : hintByStatus(t, statusCode)),
    culprits: parts.culprits ?? body?.culprits ?? [],
    diagnostics: parts.diagnostics ?? body?.diagnostics ?? [],
    statusCode,
  };
}

/**
 * Whether the server refused a write because somebody else was faster.
 *
 * @public
 */
export function isRevisionConflict(error: Error | undefined): boolean {
  const { code, statusCode } = error
    ? toErrorDetails(error)
    : { code: undefined, statusCode: undefined };
  return (
    statusCode === 412 ||
    (code !== undefined && /revision|stale_write/.test(code))
  );
}

/**
 * Whether the server says that what was asked for is not there, or not for the
 * caller.
 *
 * @public
 */
export function isNotFound(error: Error | undefined): boolean {
  return error !== undefined && toErrorDetails(error).statusCode === 404;
}
