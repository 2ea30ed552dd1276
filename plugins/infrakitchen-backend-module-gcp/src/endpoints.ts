import type { Config } from '@backstage/config';

/** Public addresses of the services. */
const PUBLIC = {
  oauth2: 'https://oauth2.googleapis.com',
  sts: 'https://sts.googleapis.com',
  iamCredentials: 'https://iamcredentials.googleapis.com',
  resourceManager: 'https://cloudresourcemanager.googleapis.com',
  secretManager: 'https://secretmanager.googleapis.com',
  storage: 'https://storage.googleapis.com',
};

export type GcpEndpoints = typeof PUBLIC;

/** Addresses as an operator sets them, and the public ones of the others. */
export function withPublicEndpoints(
  given: Partial<GcpEndpoints>,
): GcpEndpoints {
  return { ...PUBLIC, ...given };
}

export function isPublic(name: keyof GcpEndpoints, url: string): boolean {
  return PUBLIC[name] === url;
}

/**
 * The address to call in place of a public one. The client library has some of
 * them built in.
 */
export function reroute(url: string | URL, endpoints: GcpEndpoints): string {
  const text = String(url);
  const [name, origin] =
    Object.entries(PUBLIC).find(
      ([, address]) => new URL(text).origin === address,
    ) ?? [];
  return name === undefined || origin === undefined
    ? text
    : endpoints[name as keyof GcpEndpoints] + text.slice(origin.length);
}

/** Reads the endpoints that an operator sets. */
export function readEndpoints(config: Config): Partial<GcpEndpoints> {
  const given = config.getOptionalConfig(
    'infrakitchen.integrations.gcpEndpoints',
  );
  return Object.fromEntries(
    Object.keys(PUBLIC).flatMap(name => {
      const value = given?.getOptionalString(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
