import { createHash } from 'node:crypto';
import {
  startStandIn,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

/** One organisation of Atlas, and who may ask for it. */
export interface AtlasOrganisation {
  orgId: string;
  /** Private keys by their public ones. */
  keys: Map<string, string>;
  /** Secrets of service accounts by client id. */
  accounts: Map<string, string>;
  /** Answered to whoever has signed in, in place of the organisation. */
  problem?: StandInAnswer;
}

const md5 = (...parts: string[]) =>
  createHash('md5').update(parts.join(':')).digest('hex');

/** Starts a local stand-in for the API of Atlas, which recomputes digests. */
export function startAtlas(organisation: AtlasOrganisation): Promise<StandIn> {
  const { orgId } = organisation;
  return startStandIn(request => {
    const { url, headers } = request;
    if (url.pathname === '/api/oauth/token') {
      return exchange(organisation, request);
    }
    if (!isSignedIn(organisation, request)) {
      return {
        status: 401,
        headers: {
          'www-authenticate':
            'Digest realm="MMS Public API", domain="", nonce="n0nce", algorithm=MD5, qop="auth", stale=false',
        },
      };
    }
    if (!headers.accept?.startsWith('application/vnd.atlas.')) {
      return { status: 406 };
    }
    if (organisation.problem) {
      return organisation.problem;
    }
    return url.pathname === `/api/atlas/v2/orgs/${orgId}`
      ? { body: { id: orgId, name: 'Acme' } }
      : { status: 404, body: { errorCode: 'RESOURCE_NOT_FOUND' } };
  });
}

function exchange(
  { accounts }: AtlasOrganisation,
  { headers: { authorization = '' }, body }: StandInRequest,
): StandInAnswer {
  const [id, secret] = Buffer.from(authorization.slice(6), 'base64')
    .toString()
    .split(':');
  return accounts.has(id) &&
    accounts.get(id) === secret &&
    String(body) === 'grant_type=client_credentials'
    ? { body: { access_token: 'sa-token', expires_in: 3600 } }
    : { status: 401, body: { error: 'invalid_client' } };
}

function isSignedIn(
  { keys }: AtlasOrganisation,
  request: StandInRequest,
): boolean {
  const { authorization = '' } = request.headers;
  return authorization.startsWith('Digest')
    ? isDigestRight(keys, request)
    : authorization === 'Bearer sa-token';
}

/** Recomputes the response of a digest from the password that it knows. */
function isDigestRight(
  keys: Map<string, string>,
  { headers, method, url }: StandInRequest,
): boolean {
  const fields = Object.fromEntries(
    [...(headers.authorization ?? '').matchAll(/(\w+)="?([^",]*)"?/g)].map(
      ([, name, value]) => [name, value],
    ),
  );
  const password = keys.get(fields.username);
  return (
    password !== undefined &&
    fields.nonce === 'n0nce' &&
    fields.uri === url.pathname &&
    fields.response ===
      md5(
        md5(fields.username, 'MMS Public API', password),
        ...['n0nce', fields.nc, fields.cnonce, 'auth'],
        md5(method, fields.uri),
      )
  );
}
