import { assertServesRepository } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { DEFAULT_HOST, type GithubConfig } from './config';

/** Where the API of a host is. */
export function apiUrlOf({ host = DEFAULT_HOST }: GithubConfig): string {
  if (host === DEFAULT_HOST) {
    return 'https://api.github.com';
  }
  // Enterprise Cloud with data residency has its API under a name of its own.
  return host.endsWith('.ghe.com')
    ? `https://api.${host}`
    : `https://${host}/api/v3`;
}

/** Below what the repositories are. */
export function gitUrlOf({ host = DEFAULT_HOST, owner }: GithubConfig): string {
  return `https://${host}/${owner ?? ''}`;
}

/** What the URL of a repository names. */
export function fullNameOf(
  config: GithubConfig,
  url: string,
): { owner: string; repo: string } {
  assertServesRepository(gitUrlOf(config), url);
  const [, owner = '', repo = ''] = new URL(url).pathname.split('/');
  return {
    owner: decodeURIComponent(owner),
    repo: decodeURIComponent(repo).replace(/\.git$/, ''),
  };
}
