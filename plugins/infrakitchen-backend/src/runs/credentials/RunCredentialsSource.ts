import {
  InfrakitchenError,
  isInfrakitchenError,
  secretsOf,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  CredentialPhase,
  ProviderContext,
  RunCredentials,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { ConnectionKind } from '../../access';
import {
  assertNotExpired,
  connectionCulprit,
  connectionNotFound,
  type ConnectionProviders,
  type ConnectionReader,
  type ConnectionRecord,
  type ConnectionStore,
  type OpenConnection,
  type ProviderCalls,
} from '../../connections';
import { broken, payloadOf, textsIn } from './payload';
import {
  CREDENTIALS_FOLDER,
  type GivenCredentials,
  type RunConnections,
} from './types';

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

interface Asked {
  runId: string;
  phase: CredentialPhase;
  /** Is told every secret as soon as it is known. */
  mask: (...texts: string[]) => void;
}

/** Gets what runs are given from the providers, at the moment they need it. */
export class RunCredentialsSource {
  readonly #stores: Record<ConnectionKind, ConnectionStore>;
  readonly #reader: ConnectionReader;
  readonly #providers: ConnectionProviders;
  readonly #calls: ProviderCalls;

  constructor(options: {
    stores: Record<ConnectionKind, ConnectionStore>;
    reader: ConnectionReader;
    providers: ConnectionProviders;
    calls: ProviderCalls;
  }) {
    this.#stores = options.stores;
    this.#reader = options.reader;
    this.#providers = options.providers;
    this.#calls = options.calls;
  }

  /**
   * @param mask - Is told every secret as soon as it is known, so that it is
   * masked in what goes wrong after that too.
   * @throws what a provider says that it lacks.
   */
  async obtain(
    runId: string,
    connections: RunConnections,
    phase: CredentialPhase,
    mask: (...texts: string[]) => void,
  ): Promise<GivenCredentials> {
    const given: GivenCredentials = {
      parts: [],
      providers: [],
      variables: {},
      expiries: [],
    };
    const { integrations, secrets, storage } = connections;
    const opened = {
      integration: await this.#open('integration', integrations),
      secret: await this.#open('secret', secrets),
      storage: await this.#open('storage', storage ? [storage] : []),
    };
    for (const { config, integration, schemas } of Object.values(
      opened,
    ).flat()) {
      mask(...secretsOf(schemas.own, config));
      if (integration && schemas.integration) {
        mask(...secretsOf(schemas.integration, integration.config));
      }
    }
    await Promise.all([
      ...opened.integration.map((open, index) =>
        this.#fromIntegration(given, open, {
          ...{ runId, phase, mask },
          alias: integrations[index].alias,
        }),
      ),
      ...opened.storage.map(open =>
        this.#fromStorage(given, open, {
          ...{ runId, phase, mask },
          key: storage!.key,
        }),
      ),
      this.#fromSecrets(given, opened.secret, mask),
    ]);
    const used = Object.values(opened)
      .flat()
      .flatMap(({ integration }) => integration?.id ?? []);
    await Promise.all([
      this.#stores.integration.markUsed([
        ...new Set([...integrations.map(({ id }) => id), ...used]),
      ]),
      this.#stores.secret.markUsed(secrets.map(({ id }) => id)),
      this.#stores.storage.markUsed(storage ? [storage.id] : []),
    ]);
    return given;
  }

  async #fromIntegration(
    given: GivenCredentials,
    { record, config }: OpenConnection,
    { mask, ...options }: Asked & { alias?: string },
  ): Promise<void> {
    const provider = this.#providers.integration.require(record.provider);
    const made = await this.#call(record, context =>
      provider.credentials({
        ...context,
        ...options,
        config,
        integration: { id: record.id, name: record.name },
        pathOf: pathIn(record.id),
      }),
    );
    const names = provider.environmentNames({ config, alias: options.alias });
    assertDeclared(record, Object.keys(made.environment), names);
    mask(...made.secrets);
    if (made.expiresAt !== undefined) {
      const name = `The integration '${record.name}'`;
      assertNotExpired(name, made.expiresAt, connectionCulprit(record));
      given.expiries.push({ name: record.name, at: made.expiresAt });
    }
    this.#add(given, record, made);
    for (const block of made.providerBlocks ?? []) {
      mask(...Object.values(block.secretArguments ?? {}));
      given.providers.push(block);
    }
  }

  async #fromStorage(
    given: GivenCredentials,
    { record, config, integration }: OpenConnection,
    { mask, ...options }: Asked & { key: string },
  ): Promise<void> {
    const provider = this.#providers.storage.require(record.provider);
    const pathOf = pathIn(record.id);
    const made = await this.#call(record, context =>
      provider.credentials({
        ...context,
        ...options,
        ...{ config, integration, pathOf },
      }),
    );
    assertDeclared(
      record,
      Object.keys(made.environment),
      provider.environmentNames(),
    );
    this.#add(given, record, made);
    given.backend = provider.backend({ config, key: options.key, pathOf });
    given.backendConfig = made.backendConfig;
    mask(...made.secrets);
  }

  async #fromSecrets(
    given: GivenCredentials,
    opened: OpenConnection[],
    mask: Asked['mask'],
  ): Promise<void> {
    const payloads = await Promise.all(
      opened.map(({ record, config, integration }) =>
        this.#call(record, context =>
          this.#providers.secret
            .require(record.provider)
            .fetch({ ...context, config, integration }),
        ),
      ),
    );
    const holders = new Map<string, ConnectionRecord>();
    opened.forEach(({ record }, index) => {
      for (const [name, value] of payloadOf(record, payloads[index])) {
        const holder = holders.get(name);
        if (holder) {
          throw new InfrakitchenError('ConflictError', {
            code: 'secret_conflict',
            message: `The secrets '${holder.name}' and '${record.name}' both hold '${name}'; detach one of them`,
            culprits: [holder, record].map(connectionCulprit),
          });
        }
        holders.set(name, record);
        given.variables[name] = value;
        mask(...textsIn(value));
      }
    });
  }

  #add(
    given: GivenCredentials,
    record: ConnectionRecord,
    made: Pick<RunCredentials, 'environment' | 'files'>,
  ): void {
    const files = made.files ?? [];
    const wrong = files.find(file => !FILE_NAME.test(file.name));
    if (wrong) {
      throw broken(record, `'${wrong.name}' cannot be the name of a file`);
    }
    const { environment } = made;
    given.parts.push({ environment, files, folder: record.id });
  }

  async #call<T>(
    record: ConnectionRecord,
    work: (context: ProviderContext) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#calls.call(`'${record.name}'`, work);
    } catch (error) {
      if (isInfrakitchenError(error)) {
        throw new InfrakitchenError(
          'ServiceUnavailableError',
          {
            code: error.code,
            message: `The ${record.kind} '${record.name}' cannot be used: ${error.message}`,
            culprits: [connectionCulprit(record), ...error.culprits],
          },
          error,
        );
      }
      throw broken(
        record,
        'its provider failed; test the connection to see why',
        error,
      );
    }
  }

  async #open(
    kind: ConnectionKind,
    refs: { id: string }[],
  ): Promise<OpenConnection[]> {
    const ids = refs.map(({ id }) => id);
    const records = await this.#stores[kind].getMany(ids);
    const inOrder = ids.map(id => {
      const record = records.find(each => each.id === id);
      if (!record) {
        throw connectionNotFound(kind, id, 'ConflictError');
      }
      return record;
    });
    // What must not be used was refused when the run was prepared.
    return this.#reader.openMany(inOrder, { disabledToo: true });
  }
}

function pathIn(folder: string) {
  return (name: string) => `../${CREDENTIALS_FOLDER}/${folder}/${name}`;
}

function assertDeclared(
  record: ConnectionRecord,
  names: string[],
  declared: string[],
): void {
  const other = names.find(name => !declared.includes(name));
  if (other) {
    throw broken(
      record,
      `its provider sets the variable ${other}, which it did not tell of`,
    );
  }
}
