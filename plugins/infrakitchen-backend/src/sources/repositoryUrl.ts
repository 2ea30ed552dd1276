import { posix } from 'node:path';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Where a repository is, taken apart. */
export type RepositoryLocation =
  | {
      kind: 'https' | 'http' | 'ssh';
      /** As it is stored and given to git: equal places have equal text. */
      url: string;
      /** Lower case; IPv6 without brackets. */
      host: string;
      port: number;
    }
  | { kind: 'local'; url: string };

const DEFAULT_PORTS = { https: 443, http: 80, ssh: 22 };
const SCP_LIKE =
  /^(?<user>[A-Za-z0-9_][A-Za-z0-9._-]*)@(?<host>[A-Za-z0-9][A-Za-z0-9.-]*):(?<path>[^:].*)$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
const HOST = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;

/**
 * Takes the URL of a repository apart. Only forms whose meaning is certain are
 * let through, since git gives many others a meaning of their own. Messages
 * never quote the URL: it may hold a token.
 *
 * @throws InputError `invalid_repository_url`, `unsupported_protocol` or `credentials_in_url`.
 */
export function parseRepositoryUrl(text: string): RepositoryLocation {
  if (/[\s\p{Cc}]/u.test(text) || text.startsWith('-') || text.includes('\\')) {
    throw invalid(
      'it must have no spaces, control characters, backslashes or leading dash',
    );
  }
  if (text.startsWith('/')) {
    return {
      kind: 'local',
      url: withoutTrailingSlashes(posix.normalize(text)),
    };
  }
  if (/^[^/@[]*::/.test(text)) {
    throw unsupported('git remote helpers');
  }
  if (text.includes('://')) {
    return parseWithScheme(text);
  }
  const groups = SCP_LIKE.exec(text)?.groups;
  if (!groups) {
    throw invalid(
      'use https://host/path, ssh://user@host/path, user@host:path or an absolute path',
    );
  }
  assertPath(groups.path);
  const host = groups.host.toLowerCase();
  return {
    kind: 'ssh',
    url: `${groups.user}@${host}:${withoutTrailingSlashes(groups.path)}`,
    host,
    port: DEFAULT_PORTS.ssh,
  };
}

function parseWithScheme(text: string): RepositoryLocation {
  const scheme = text.slice(0, text.indexOf('://')).toLowerCase();
  if (scheme !== 'https' && scheme !== 'http' && scheme !== 'ssh') {
    throw unsupported(`'${scheme.slice(0, 20)}://'`);
  }
  let parsed: URL;
  try {
    parsed = new URL(text);
  } catch {
    throw invalid('it is not a URL');
  }
  if (parsed.password || (parsed.username && scheme !== 'ssh')) {
    throw new InfrakitchenError('InputError', {
      code: 'credentials_in_url',
      message:
        'The repository URL holds a user name or password, which would be stored and shown; leave it out',
      culprits: [{ kind: 'field', name: 'repositoryUrl' }],
    });
  }
  if (parsed.username && !USER.test(parsed.username)) {
    throw invalid('its user name has characters that are not allowed');
  }
  if (parsed.search || parsed.hash) {
    throw invalid('it must have no query and no fragment');
  }
  const host = parsed.hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  if (!HOST.test(host) && !host.includes(':')) {
    throw invalid('its host name has characters that are not allowed');
  }
  assertPath(parsed.pathname);
  const user = parsed.username ? `${parsed.username}@` : '';
  const authority = host.includes(':') ? `[${host}]` : host;
  const port = parsed.port ? Number(parsed.port) : DEFAULT_PORTS[scheme];
  const portText = port === DEFAULT_PORTS[scheme] ? '' : `:${port}`;
  const path = withoutTrailingSlashes(parsed.pathname);
  return {
    kind: scheme,
    url: `${scheme}://${user}${authority}${portText}${path}`,
    host,
    port,
  };
}

function assertPath(path: string): void {
  if (/%(0|1|7f)/i.test(path)) {
    throw invalid('its path has encoded control characters');
  }
  if (/^[/~]*$/.test(path)) {
    throw invalid('it names a host, but no repository');
  }
  if (path.startsWith('-') || path.startsWith('/-')) {
    throw invalid('its path must not begin with a dash');
  }
}

function withoutTrailingSlashes(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

function invalid(why: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'invalid_repository_url',
    message: `The repository URL cannot be used: ${why}`,
    culprits: [{ kind: 'field', name: 'repositoryUrl' }],
  });
}

function unsupported(what: string): InfrakitchenError {
  return new InfrakitchenError('InputError', {
    code: 'unsupported_protocol',
    message: `The repository URL cannot be used: ${what} is not supported; use https or ssh`,
    culprits: [{ kind: 'field', name: 'repositoryUrl' }],
  });
}
