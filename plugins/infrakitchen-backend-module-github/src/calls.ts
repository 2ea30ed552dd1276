import {
  callHost,
  hostError,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { Octokit } from '@octokit/rest';
import {
  createAppClient,
  createTokenClient,
  installationToken,
  type GithubClient,
} from './client';
import type { GithubConfig } from './config';

type Rest = Octokit['rest'];
export type FullRepository = Awaited<ReturnType<Rest['repos']['get']>>['data'];

/** Calls the API for one operation, and says what failed as every host does. */
export class GithubCalls {
  readonly #config: GithubConfig;
  readonly #context: Pick<ProviderContext, 'outbound' | 'signal'>;
  #client: Promise<GithubClient> | undefined;

  constructor(
    config: GithubConfig,
    context: Pick<ProviderContext, 'outbound' | 'signal'>,
  ) {
    this.#config = config;
    this.#context = context;
  }

  /** @param what - beginning of the sentence about a failure. */
  call<T>(what: string, work: (rest: Rest) => Promise<T>): Promise<T> {
    return callHost(this.#context.signal, what, async () => {
      const { octokit } = await this.#signedIn();
      return work(octokit.rest);
    });
  }

  /** GitHub's own redirects after a new name lead to this address. */
  repositoryById(id: string): Promise<FullRepository> {
    return callHost(
      this.#context.signal,
      'The repository cannot be read',
      async () => {
        const { octokit } = await this.#signedIn();
        const { data } = await octokit.request('GET /repositories/{id}', {
          id,
        });
        return data as FullRepository;
      },
    );
  }

  /** One token for all calls of an operation, where an App is asked for one. */
  #signedIn(): Promise<GithubClient> {
    this.#client ??= this.#signIn();
    return this.#client;
  }

  async #signIn(): Promise<GithubClient> {
    if (this.#config.authentication === 'token') {
      const { token } = this.#config;
      return createTokenClient(this.#config, token, this.#context);
    }
    const app = createAppClient(this.#config, this.#context);
    const { token } = await installationToken(app).catch(error => {
      throw hostError('The GitHub App gets no installation token', error);
    });
    return createTokenClient(this.#config, token, this.#context);
  }
}
