import { createRequesterFn } from '@gitbeaker/requester-utils';
import { Gitlab } from '@gitbeaker/rest';
import {
  RemoteHost,
  RemoteStatusError,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { urlOf, type GitlabConfig } from './config';

/** What GitLab's client makes of a call. */
interface GitlabRequest {
  prefixUrl: string;
  method: string;
  headers: Record<string, string>;
  searchParams?: string;
  body?: BodyInit;
}

/** GitLab's client, bound to the host that the token is for. */
export interface GitlabClient {
  gitlab: InstanceType<typeof Gitlab<false>>;
  host: RemoteHost;
}

/**
 * Makes GitLab's client send its requests through the guarded way out, which
 * also waits when it is throttled.
 */
export function createGitlabClient(
  config: GitlabConfig,
  token: string,
  context: Pick<ProviderContext, 'outbound' | 'signal'>,
): GitlabClient {
  const url = urlOf(config);
  const host = new RemoteHost(context, url);
  const requesterFn = createRequesterFn(
    async (_service, request) => request,
    async (endpoint, options) => {
      const { method, headers, body, searchParams, prefixUrl } =
        options as unknown as GitlabRequest;
      // Some of the client's resources end their prefix without a slash.
      const target = new URL(endpoint, `${prefixUrl.replace(/\/*$/, '')}/`);
      target.search = searchParams ?? '';
      const response = await host.fetch(target, { method, headers, body });
      if (!response.ok) {
        await response.body?.cancel();
        throw new RemoteStatusError(response.status, response.headers);
      }
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers.entries()),
        body: await response.json(),
      };
    },
  );
  return { host, gitlab: new Gitlab<false>({ host: url, token, requesterFn }) };
}
