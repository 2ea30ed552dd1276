import {
  RemoteHost,
  RemoteStatusError,
  textAt,
  type ProviderContext,
  type RemoteAnswer,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { DEFAULT_BASE_URL, type AtlasConfig, type AtlasPair } from './config';
import { answerDigest, parseDigestChallenge } from './digest';

/** Version of the API that the answers are read by. */
const ACCEPT = 'application/vnd.atlas.2023-01-01+json';

/** Calls the administration API of Atlas with one key or service account. */
export class AtlasClient {
  readonly host: RemoteHost;
  readonly #config: AtlasConfig;
  readonly #pair: AtlasPair;
  #token: string | undefined;

  constructor(
    config: AtlasConfig,
    pair: AtlasPair,
    context: Pick<ProviderContext, 'outbound' | 'signal'>,
  ) {
    this.host = new RemoteHost(context, config.baseUrl ?? DEFAULT_BASE_URL);
    this.#config = config;
    this.#pair = pair;
  }

  /** @param path - below the API, without a leading slash. */
  async get(path: string): Promise<RemoteAnswer> {
    const target = `api/atlas/v2/${path}`;
    if (this.#config.authentication === 'api_key') {
      return this.#getWithDigest(target);
    }
    this.#token ??= await this.#exchange();
    return this.host.request(target, {
      headers: { accept: ACCEPT, authorization: `Bearer ${this.#token}` },
    });
  }

  async #getWithDigest(path: string): Promise<RemoteAnswer> {
    const headers = { accept: ACCEPT };
    const refused = await this.host.request(path, { headers }).then(
      () => new TypeError('Atlas does not ask who is there'),
      error => error,
    );
    const challenge =
      refused instanceof RemoteStatusError && refused.status === 401
        ? parseDigestChallenge(refused.headers.get('www-authenticate'))
        : undefined;
    if (!challenge) {
      throw refused;
    }
    const { name: user, secret: password } = this.#pair;
    const authorization = answerDigest(challenge, {
      ...{ method: 'GET', uri: this.host.pathOf(path), user, password },
    });
    return this.host.request(path, { headers: { ...headers, authorization } });
  }

  /** A token lasts an hour. */
  async #exchange(): Promise<string> {
    const { name, secret } = this.#pair;
    const basic = Buffer.from(`${name}:${secret}`).toString('base64');
    const { body } = await this.host.request('api/oauth/token', {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const token = textAt(body, 'access_token');
    if (token === undefined) {
      throw new TypeError('This is not the API of Atlas');
    }
    return token;
  }
}
