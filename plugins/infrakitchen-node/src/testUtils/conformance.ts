import type { JsonObject } from '@backstage/types';
import {
  configErrors,
  configSchemaErrors,
  isReservedVariable,
  secretsOf,
  type ConfigSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  CredentialPhase,
  IntegrationProvider,
  ProviderContext,
  RunCredentials,
} from '../integrations';
import type { SecretContext, SecretProvider } from '../secrets';
import {
  probeStorage,
  type StorageContext,
  type StorageProvider,
} from '../storages';

const KEY = /^[a-z][a-z0-9-]{0,62}$/;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

interface Described {
  key: string;
  title: string;
  schema: ConfigSchema;
  validate?(config: JsonObject): string[];
}

/**
 * What an integration provider does not keep of its contract. The remote side
 * must answer the configuration that is given.
 *
 * @public
 */
export async function checkIntegrationProvider(
  provider: IntegrationProvider,
  options: { config: JsonObject; context: ProviderContext },
): Promise<string[]> {
  const { config, context } = options;
  const problems = describeProblems(provider, config);
  const aliases = provider.supportsAlias
    ? [undefined, 'one', 'two']
    : [undefined];
  const taken = new Set<string>();
  for (const alias of aliases) {
    const names = provider.environmentNames({ config, alias });
    problems.push(
      ...names.filter(isReservedVariable).map(name => `${name} is reserved`),
      ...names
        .filter(name => taken.has(name))
        .map(name => `${name} is shared by two aliases`),
    );
    names.forEach(name => taken.add(name));
    for (const phase of ['plan', 'apply'] as const) {
      const given = await provider.credentials({
        ...context,
        ...{ phase, config, alias, pathOf: pathOf(alias) },
        integration: { id: 'conformance', name: 'Conformance' },
        runId: 'conformance',
      });
      problems.push(
        ...credentialProblems(given, names, secretsOf(provider.schema, config)),
        ...blockProblems(given, alias),
      );
    }
  }
  const report = await provider.test({ ...context, config });
  return [
    ...problems,
    ...(report.checks.length === 0 ? ['test() checks nothing'] : []),
    ...leaks('test()', report, secretsOf(provider.schema, config)),
  ];
}

/** What a secret provider does not keep of its contract. @public */
export async function checkSecretProvider(
  provider: SecretProvider,
  context: SecretContext,
): Promise<string[]> {
  const payload: unknown = await provider.fetch(context);
  const isObject =
    typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  return [
    ...describeProblems(provider, context.config),
    ...(isObject ? [] : ['fetch() does not give an object']),
  ];
}

/** What a storage provider does not keep of its contract. @public */
export async function checkStorageProvider(
  provider: StorageProvider,
  context: Omit<StorageContext, 'key'>,
): Promise<string[]> {
  const { config } = context;
  const secrets = secretsOf(provider.schema, config);
  const problems = describeProblems(provider, config);
  const location = { config, key: 'conformance-state' };
  const backend = provider.backend({ ...location, pathOf: pathOf('state') });
  problems.push(...leaks('backend()', backend, secrets));
  const names = provider.environmentNames();
  for (const phase of ['plan', 'apply'] as CredentialPhase[]) {
    const given = await provider.credentials({
      ...context,
      ...location,
      ...{ phase, runId: 'conformance', pathOf: pathOf('state') },
    });
    problems.push(...credentialProblems(given, names, secrets));
  }
  const { checks } = await probeStorage(provider, context);
  return [
    ...problems,
    ...checks.filter(check => !check.ok).map(check => check.message),
    ...leaks('the probe', checks, secrets),
  ];
}

/** What is wrong with a configuration: its schema is asked, then the provider. @public */
export function configProblems(
  provider: {
    schema: ConfigSchema;
    validate?(config: JsonObject): string[];
  },
  config: JsonObject,
): string[] {
  const errors = configErrors(provider.schema, config);
  return errors.length > 0 ? errors : provider.validate?.(config) ?? [];
}

function describeProblems(provider: Described, config: JsonObject): string[] {
  const { key, title, schema } = provider;
  const unknown = { ...config, unknownField: 'x' };
  return [
    ...(KEY.test(key) ? [] : [`'${key}' cannot be a key`]),
    ...(title.trim() ? [] : ['the title is empty']),
    ...configSchemaErrors(schema),
    ...configProblems(provider, config),
    ...(configErrors(schema, unknown).length > 0
      ? []
      : ['a field that does not exist is taken']),
  ];
}

function credentialProblems(
  given: Pick<RunCredentials, 'environment' | 'files' | 'secrets'>,
  names: readonly string[],
  secrets: string[],
): string[] {
  const files = given.files ?? [];
  const values = Object.values(given.environment);
  const texts = [
    ...values.filter(value => typeof value === 'string'),
    ...files.map(file => file.content),
  ];
  const open = secrets.filter(
    secret =>
      texts.some(text => text.includes(secret)) &&
      !given.secrets.some(masked => masked.includes(secret)),
  );
  return [
    ...Object.keys(given.environment)
      .filter(name => !names.includes(name))
      .map(name => `${name} is not among environmentNames()`),
    ...files
      .filter(file => !FILE_NAME.test(file.name))
      .map(file => `'${file.name}' cannot be the name of a file`),
    ...values
      .filter(value => typeof value === 'object')
      .filter(({ file }) => !files.some(({ name }) => name === file))
      .map(({ file }) => `there is no file '${file}'`),
    ...(open.length > 0 ? ['secrets does not tell every secret'] : []),
  ];
}

function blockProblems(
  { providerBlocks = [], secrets }: RunCredentials,
  alias: string | undefined,
): string[] {
  return [
    ...providerBlocks
      .filter(block => block.alias !== alias)
      .map(block => `a block of ${block.localName} has another alias`),
    ...providerBlocks.flatMap(block =>
      leaks(`the block of ${block.localName}`, block.arguments, secrets),
    ),
  ];
}

function leaks(where: string, shown: unknown, secrets: string[]): string[] {
  const text = JSON.stringify(shown);
  return secrets.some(secret =>
    text.includes(JSON.stringify(secret).slice(1, -1)),
  )
    ? [`${where} tells a secret`]
    : [];
}

function pathOf(folder = 'default') {
  return (name: string) => `../credentials/${folder}/${name}`;
}
