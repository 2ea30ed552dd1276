import { checkValues, KindDefinition } from '../kinds';
import { CloudClient } from './CloudClient';
import { Diagnostic, failure, invalidValues } from './diagnostics';
import { planResource, ResourcePlan } from './plan';
import { kindOfType } from './schema';
import { importedState, toRequest, toState, upgradedState } from './state';
import { DefaultTags } from './tags';
import { conform, ObjectValue, UnknownValue } from './values';

/** What became of a resource, and what went wrong on the way. */
export interface Outcome {
  state?: ObjectValue;
  diagnostics: Diagnostic[];
}

/** The provider itself, free of the protocol it is spoken to in. */
export class DemoCloudProvider {
  #client?: CloudClient;
  #defaultTags: DefaultTags = {};

  /** Judges the provider's own configuration. */
  validate(config: ObjectValue = {}): Diagnostic[] {
    const { endpoint } = config;
    return typeof endpoint === 'string' && !isHttpUrl(endpoint)
      ? invalidValues([
          {
            path: ['endpoint'],
            message: `must be an http or https URL, but is "${endpoint}"`,
          },
        ])
      : [];
  }

  configure(config: ObjectValue = {}): Diagnostic[] {
    const endpoint = config.endpoint ?? process.env.DEMO_CLOUD_ENDPOINT;
    this.#defaultTags = (conform(['map', 'string'], config.default_tags) ??
      {}) as DefaultTags;
    if (endpoint instanceof UnknownValue) {
      return [];
    }
    if (typeof endpoint !== 'string' || !isHttpUrl(endpoint)) {
      return failure(
        'find the demo cloud',
        new Error(
          'Set the endpoint of the provider or the environment variable DEMO_CLOUD_ENDPOINT to the URL of the demo cloud.',
        ),
      );
    }
    this.#client = new CloudClient(endpoint);
    return [];
  }

  validateResource(typeName: string, config: ObjectValue = {}): Diagnostic[] {
    return invalidValues(checkValues(kindOfType(typeName), config));
  }

  upgrade(typeName: string, stored: Record<string, unknown>): ObjectValue {
    return upgradedState(kindOfType(typeName), stored);
  }

  async read(typeName: string, before: ObjectValue): Promise<Outcome> {
    const kind = kindOfType(typeName);
    try {
      const view = await this.#cloud().read(kind, String(before.id));
      return {
        state: view && toState(kind, view, before, this.#defaultTags),
        diagnostics: [],
      };
    } catch (error) {
      return {
        state: before,
        diagnostics: failure(`read ${kind.kind} ${before.id}`, error),
      };
    }
  }

  plan(options: {
    typeName: string;
    prior?: ObjectValue;
    proposed?: ObjectValue;
    config?: ObjectValue;
  }): ResourcePlan {
    return planResource({
      ...options,
      kind: kindOfType(options.typeName),
      defaultTags: this.#defaultTags,
    });
  }

  /** Does what was planned. After a failure, the state is what it was. */
  async apply(options: {
    typeName: string;
    prior?: ObjectValue;
    planned?: ObjectValue;
  }): Promise<Outcome> {
    const { typeName, prior, planned } = options;
    const kind = kindOfType(typeName);
    try {
      const state = await this.#apply(kind, prior, planned);
      return { state, diagnostics: [] };
    } catch (error) {
      const what = `${verb(prior, planned)} ${kind.kind} "${
        (planned ?? prior)?.name
      }"`;
      return { state: prior, diagnostics: failure(what, error) };
    }
  }

  import(typeName: string, id: string): ObjectValue {
    return importedState(kindOfType(typeName), id);
  }

  async readRegions(config: ObjectValue = {}): Promise<Outcome> {
    const { continent = null } = config;
    try {
      const regions = (await this.#cloud().regions()).filter(
        region => continent === null || region.continent === continent,
      );
      return {
        state: {
          continent,
          names: regions.map(({ name }) => name),
          regions: regions.map(region => ({ ...region })),
        },
        diagnostics: [],
      };
    } catch (error) {
      return { diagnostics: failure('list the regions', error) };
    }
  }

  /** Ends what is under way early, in good order. Does not wait for it. */
  stop(): void {
    void this.#client?.stop();
  }

  async #apply(
    kind: KindDefinition,
    prior?: ObjectValue,
    planned?: ObjectValue,
  ): Promise<ObjectValue | undefined> {
    const cloud = this.#cloud();
    if (!planned) {
      await cloud.delete(kind, String(prior?.id));
      return undefined;
    }
    const request = toRequest(kind, planned, prior);
    const view = prior
      ? await cloud.update(kind, String(prior.id), request)
      : await cloud.create(kind, request);
    return toState(kind, view, planned, this.#defaultTags);
  }

  #cloud(): CloudClient {
    if (!this.#client) {
      throw new Error('The endpoint of the demo cloud is not known yet.');
    }
    return this.#client;
  }
}

function verb(prior?: ObjectValue, planned?: ObjectValue): string {
  if (!planned) {
    return 'delete';
  }
  return prior ? 'update' : 'create';
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
