import { posix } from 'node:path';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RenderInput } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/**
 * The source address of a module. A run reads the checkout of the commit, so
 * that it needs no credentials for git; everybody else reads the repository.
 * The double slash makes the whole repository the package, so that a module
 * may use its neighbours.
 */
export function moduleSource(module: RenderInput['module']): string {
  const path = cleanPath(module.path);
  if (module.localPath === undefined) {
    const folder = path === '' ? '' : `//${path}`;
    return `git::${withoutSecrets(
      gitUrl(module.repositoryUrl),
    )}${folder}?ref=${encodeURIComponent(module.commitSha)}`;
  }
  if (posix.isAbsolute(module.localPath)) {
    return path === ''
      ? module.localPath
      : `${module.localPath.replace(/\/+$/, '')}//${path}`;
  }
  const local = posix.join(module.localPath, path).replace(/\/+$/, '');
  return local.startsWith('.') ? local : `./${local}`;
}

function cleanPath(path: string): string {
  const steps = path.split('/').filter(step => step !== '' && step !== '.');
  if (steps.includes('..') || /[?#\p{Cc}]/u.test(path)) {
    throw new InfrakitchenError('InputError', {
      code: 'path_outside_repository',
      message: `${JSON.stringify(path)} cannot be the path of a module.`,
      culprits: [{ kind: 'file', name: path }],
    });
  }
  return steps.join('/');
}

/** A path alone would be taken for a folder without history. */
function gitUrl(url: string): string {
  return url.startsWith('/') ? `file://${encodeURI(url)}` : url;
}

/** The URL should have no credentials any more; make sure. */
export function withoutSecrets(url: string): string {
  const [, scheme, rest] = /^([a-z+]+:\/\/)([\s\S]*)$/i.exec(url) ?? [];
  if (scheme === undefined) {
    return url;
  }
  const [authority] = rest.split('/', 1);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const user = /^ssh/i.test(scheme)
    ? /^[^:@]+(?=[:@])/.exec(authority)?.[0] ?? ''
    : '';
  const keepsUser = user !== '' && authority.includes('@');
  return `${scheme}${keepsUser ? `${user}@` : ''}${host}${rest.slice(
    authority.length,
  )}`;
}
