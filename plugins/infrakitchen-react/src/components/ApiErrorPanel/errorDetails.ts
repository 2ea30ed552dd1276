import type {
  Culprit,
  Diagnostic,
  RunError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

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
function hintByStatus(statusCode: number | undefined): string | undefined {
  switch (statusCode) {
    case 401:
      return 'Your session is over. Reload the page to sign in again.';
    case 403:
      return 'Ask the owner or a platform engineer for access.';
    case 404:
      return 'It may have been deleted, or you may not be allowed to see it.';
    case 409:
      return 'Reload to see the present state, then try again.';
    case 412:
      return 'Somebody else changed it meanwhile. Reload and make your change again.';
    case 429:
      return 'Too many requests. Wait a moment and try again.';
    case 502:
    case 503:
    case 504:
      return 'The backend cannot be reached just now. Try again in a moment.';
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
export function toErrorDetails(error: Error | RunError): ErrorDetails {
  const parts = error as Partial<RunError> & {
    statusCode?: number;
    body?: { error?: Partial<RunError>; response?: { statusCode?: number } };
  };
  const body = parts.body?.error;
  const code = parts.code ?? body?.code;
  // Browsers have a text of their own for it, which helps nobody.
  if (error instanceof TypeError && !body) {
    return {
      message: 'The backend cannot be reached',
      hint: 'Check the connection, then try again.',
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
      (saysEnough(statusCode, code) ? undefined : hintByStatus(statusCode)),
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
