import {
  startStandIn,
  type StandIn,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

/** Where Bitbucket Cloud has its API, whatever an integration says. */
export const BITBUCKET_API = 'https://api.bitbucket.org';

/** The workspace `acme` of Bitbucket Cloud. */
export interface BitbucketWorkspace {
  /** Scopes by the value of the header that signs in. */
  scopes: Record<string, string>;
  hasRepositories: boolean;
}

/** Starts a local stand-in for api.bitbucket.org, which checks tokens. */
export function startBitbucket(
  workspace: BitbucketWorkspace,
): Promise<StandIn> {
  return startStandIn(({ url, headers }) => {
    const granted = workspace.scopes[headers.authorization!];
    if (granted === undefined) {
      return { status: 401, body: { error: { message: 'no' } } };
    }
    if (url.pathname === '/2.0/user') {
      return granted.includes('account')
        ? { body: { nickname: 'infra-bot' } }
        : { status: 403 };
    }
    if (!granted.includes('repository')) {
      return { status: 403 };
    }
    const values = workspace.hasRepositories
      ? [{ full_name: 'acme/network' }]
      : [];
    return url.pathname === '/2.0/repositories/acme'
      ? { headers: { 'x-oauth-scopes': granted }, body: { values } }
      : { status: 404 };
  });
}
