import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { GitCredentials } from './types';

/** Signs git in with a user name and a password or token. @public */
export function basicGitCredentials(
  username: string,
  password: string,
  expiresAt?: number,
): GitCredentials {
  const encoded = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    authorization: `Basic ${encoded}`,
    secrets: [password, encoded],
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/**
 * Whether a repository is at or below the URL that an integration is for.
 *
 * @public
 */
export function servesRepository(baseUrl: string, url: string): boolean {
  if (!URL.canParse(baseUrl) || !URL.canParse(url)) {
    return false;
  }
  const [base, repository] = [new URL(baseUrl), new URL(url)];
  return (
    base.origin === repository.origin &&
    // Hosts take owners in any case.
    folderOf(repository).startsWith(folderOf(base))
  );
}

/** @throws `other_host` for a repository that an integration is not for. @public */
export function assertServesRepository(baseUrl: string, url: string): void {
  if (!servesRepository(baseUrl, url)) {
    throw new InfrakitchenError('NotAllowedError', {
      code: 'other_host',
      message: `The credentials are for repositories below '${baseUrl}' and are not sent anywhere else`,
    });
  }
}

function folderOf({ pathname }: URL): string {
  return `${pathname.replace(/\/+$/, '')}/`.toLowerCase();
}
