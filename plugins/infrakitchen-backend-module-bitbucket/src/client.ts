import {
  RemoteHost,
  type ProviderContext,
  type RemoteAnswer,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { BitbucketConfig } from './config';

const API_URL = 'https://api.bitbucket.org/2.0/';

/** Calls the API of Bitbucket Cloud with one token, and nothing else. */
export class BitbucketClient {
  readonly host: RemoteHost;
  readonly #authorization: string;

  constructor(
    config: BitbucketConfig,
    token: string,
    context: Pick<ProviderContext, 'outbound' | 'signal'>,
  ) {
    this.host = new RemoteHost(context, API_URL);
    const pair = `${config.username}:${token}`;
    this.#authorization =
      config.authentication === 'access_token'
        ? `Bearer ${token}`
        : `Basic ${Buffer.from(pair).toString('base64')}`;
  }

  async get(path: string): Promise<RemoteAnswer> {
    return this.#request('GET', path);
  }

  async post(path: string, body?: object): Promise<RemoteAnswer> {
    return this.#request('POST', path, body);
  }

  async put(path: string, body: object): Promise<RemoteAnswer> {
    return this.#request('PUT', path, body);
  }

  async #request(
    method: string,
    path: string,
    body?: object,
  ): Promise<RemoteAnswer> {
    return this.host.request(path, {
      method,
      headers: {
        authorization: this.#authorization,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }
}
