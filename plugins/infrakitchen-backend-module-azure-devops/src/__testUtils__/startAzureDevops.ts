import {
  startStandIn,
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

/** The organisation `contoso`, with the tenant that its principals are of. */
export interface AzureDevopsOrganisation {
  /** Values of the header that signs in. */
  known: Set<string>;
  /** A service principal, which gets the token `entra-token`. */
  principal: { tenantId: string; clientSecret: string };
  mayReadCode: boolean;
  projects: object[];
}

const AREAS = {
  core: '79134c72-4a58-4b42-976c-04e7115f32bf',
  git: '4e080c62-fa21-4fbc-8fef-2a10a2b38049',
};
/** Where the client finds each call: ids, templates and names by area. */
const LOCATIONS: Record<string, [string, string, string][]> = {
  Location: [
    [
      '00d9565f-ed9c-4a06-9a50-00e7896ccab4',
      '_apis/{resource}',
      'connectionData',
    ],
    ['e81700f7-3be2-46de-8624-2eb35882fcaa', '_apis/{resource}', 'areas'],
  ],
  core: [
    ['603fe2ac-9723-48b9-88ad-09305aa6c6e1', '_apis/{resource}', 'projects'],
  ],
  git: [
    [
      'a5d28130-9cd2-40fa-9f08-902e7daa9efb',
      '{project}/_apis/{area}/{resource}',
      'pullRequests',
    ],
  ],
};

/**
 * Starts a local stand-in for Azure DevOps and for the token service of Entra
 * ID, which checks tokens.
 */
export async function startAzureDevops(
  organisation: AzureDevopsOrganisation,
): Promise<StandIn> {
  const standIn: StandIn = await startStandIn(request =>
    answer(organisation, request, standIn.url),
  );
  return standIn;
}

/** How a personal access token signs in. */
export function basicOf(token: string): string {
  return `Basic ${Buffer.from(`:${token}`).toString('base64')}`;
}

function answer(
  organisation: AzureDevopsOrganisation,
  request: StandInRequest,
  ownUrl: string,
): StandInAnswer {
  const { url, headers, method, body } = request;
  const { known, mayReadCode, principal, projects } = organisation;
  if (url.pathname === `/${principal.tenantId}/oauth2/v2.0/token`) {
    const form = new URLSearchParams(String(body));
    return form.get('client_secret') === principal.clientSecret &&
      form.get('scope')?.startsWith('499b84ac-1321-427f-aa17-267ca6975798/')
      ? { body: { access_token: 'entra-token', expires_in: 3599 } }
      : { status: 401, body: { error: 'invalid_client' } };
  }
  if (!known.has(headers.authorization!)) {
    return { status: 401 };
  }
  if (method === 'OPTIONS') {
    return answerOptions(request);
  }
  if (url.pathname.endsWith('/connectionData')) {
    return {
      body: { authenticatedUser: { providerDisplayName: 'Infra Bot' } },
    };
  }
  if (url.pathname.endsWith('/areas')) {
    const value = Object.entries(AREAS).map(([name, id]) => ({
      ...{ id, name, locationUrl: `${ownUrl}/contoso/` },
    }));
    return { body: { count: value.length, value } };
  }
  if (url.pathname.endsWith('/projects')) {
    return { body: { count: projects.length, value: projects } };
  }
  return mayReadCode && url.pathname === '/contoso/p1/_apis/git/pullRequests'
    ? { body: { count: 0, value: [] } }
    : { status: 403, body: { message: 'TF401027' } };
}

function answerOptions({ url }: StandInRequest): StandInAnswer {
  const area = url.pathname.split('/').at(-1) ?? '';
  const value = LOCATIONS[area].map(([id, routeTemplate, resourceName]) => ({
    ...{ id, area, routeTemplate, resourceName, resourceVersion: 1 },
    ...{ minVersion: '1.0', maxVersion: '7.2', releasedVersion: '7.1' },
  }));
  return { body: { count: value.length, value } };
}
