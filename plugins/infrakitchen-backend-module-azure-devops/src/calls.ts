import {
  callHost,
  hostError,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { WebApi } from 'azure-devops-node-api';
import type { IGitApi } from 'azure-devops-node-api/GitApi';
import type { IPolicyApi } from 'azure-devops-node-api/PolicyApi';
import { ask, createClient } from './client';
import type { AzureDevopsConfig } from './config';
import { signIn } from './signIn';

type Context = Pick<ProviderContext, 'outbound' | 'signal'>;

/** An answer of the client, which says nothing for what is not there. */
interface Answer {
  statusCode: number;
  result: unknown;
}

const REST_METHODS = ['get', 'create', 'update', 'replace'] as const;

/** Calls the API for one operation, and says what failed as every host does. */
export class AzureDevopsCalls {
  readonly #config: AzureDevopsConfig;
  readonly #context: Context;
  #client: Promise<WebApi> | undefined;
  #git: Promise<IGitApi> | undefined;
  #policy: Promise<IPolicyApi> | undefined;

  constructor(config: AzureDevopsConfig, context: Context) {
    this.#config = config;
    this.#context = context;
  }

  /** @param what - beginning of the sentence about a failure. */
  git<T>(what: string, work: (git: IGitApi) => Promise<T>): Promise<T> {
    return callHost(this.#context.signal, what, async () => {
      this.#git ??= this.#signedIn().then(async api =>
        strict(await ask(this.#context, () => api.getGitApi())),
      );
      const git = await this.#git;
      return ask(this.#context, () => work(git));
    });
  }

  policy<T>(
    what: string,
    work: (policy: IPolicyApi) => Promise<T>,
  ): Promise<T> {
    return callHost(this.#context.signal, what, async () => {
      this.#policy ??= this.#signedIn().then(async api =>
        strict(await ask(this.#context, () => api.getPolicyApi())),
      );
      const policy = await this.#policy;
      return ask(this.#context, () => work(policy));
    });
  }

  #signedIn(): Promise<WebApi> {
    this.#client ??= this.#signIn();
    return this.#client;
  }

  async #signIn(): Promise<WebApi> {
    const { organizationUrl } = this.#config;
    const { authorization } = await signIn(
      this.#config,
      'apply',
      this.#context,
    ).catch(error => {
      throw hostError('The service principal gets no token', error);
    });
    return createClient(organizationUrl, authorization, this.#context);
  }
}

/** The client answers with nothing, too, where there is none or nonsense. */
function strict<Api>(api: Api): Api {
  const { rest } = api as unknown as {
    rest: Record<string, (...given: unknown[]) => Promise<Answer>>;
  };
  for (const method of REST_METHODS) {
    const send = rest[method].bind(rest);
    rest[method] = async (...given) => {
      const answer = await send(...given);
      if (answer.statusCode === 404) {
        throw Object.assign(new Error('Not found'), { statusCode: 404 });
      }
      if (answer.result === null || answer.result === undefined) {
        throw new TypeError('This is not an answer of Azure DevOps');
      }
      return answer;
    };
  }
  return api;
}
