import {
  startStandIn,
  type StandIn,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';

/** Whom an API of Datadog knows. */
export interface DatadogSite {
  /** Application keys by the API key of their organisation. */
  appKeys: Map<string, string[]>;
  /** Whether application keys may ask whose they are. */
  mayAskWho: boolean;
}

const forbidden = { status: 403, body: { errors: ['Forbidden'] } };

/** Starts a local stand-in for Datadog's API, which checks both keys. */
export function startDatadog(site: DatadogSite): Promise<StandIn> {
  return startStandIn(({ url, headers }) => {
    const appKeys = site.appKeys.get(String(headers['dd-api-key']));
    if (!appKeys) {
      return forbidden;
    }
    if (url.pathname === '/api/v1/validate') {
      return { body: { valid: true } };
    }
    if (!appKeys.includes(String(headers['dd-application-key']))) {
      return forbidden;
    }
    if (url.pathname === '/api/v2/validate_keys') {
      return { body: { status: 'ok' } };
    }
    return site.mayAskWho
      ? { body: { data: { attributes: { handle: 'svc@example.com' } } } }
      : { status: 403 };
  });
}
