import { randomUUID } from 'node:crypto';
import type { ExtensionPoint } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  isInfrakitchenError,
  type InfrakitchenError,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  infrakitchenIntegrationsExtensionPoint,
  type CredentialPhase,
  type CredentialsContext,
  type InfrakitchenIntegrationsExtensionPoint,
  type ProviderContext,
} from '../integrations';
import {
  infrakitchenSecretsExtensionPoint,
  type InfrakitchenSecretsExtensionPoint,
} from '../secrets';
import {
  infrakitchenStoragesExtensionPoint,
  type InfrakitchenStoragesExtensionPoint,
  type StorageContext,
  type StorageProvider,
} from '../storages';
import { createProviderContext, type TestContextOptions } from './context';

/** Contexts with the same defaults, to be closed together. @public */
export function createProviderContexts(defaults: () => TestContextOptions) {
  const made: ProviderContext[] = [];
  return {
    context(options: TestContextOptions = {}): ProviderContext {
      const given = createProviderContext({ ...defaults(), ...options });
      made.push(given);
      return given;
    },
    async close(): Promise<void> {
      await Promise.all(made.map(({ outbound }) => outbound.close()));
    },
  };
}

/** What a run hands to an integration provider. @public */
export function runContext(
  context: ProviderContext,
  given: { config: JsonObject; phase: CredentialPhase; alias?: string },
): CredentialsContext {
  return {
    ...context,
    ...given,
    integration: { id: 'i1', name: 'Production' },
    runId: 'run-42',
    pathOf: name => `../credentials/${name}`,
  };
}

/** What a secret or a storage gets of its integration. @public */
export function usedBy(provider: string, config: JsonObject) {
  return { id: 'i1', name: 'Production', provider, config };
}

/**
 * Why something failed.
 *
 * @throws when it did not fail, or when the error tells one of the secrets.
 * @public
 */
export async function failureOf(
  work: Promise<unknown>,
  secrets: readonly string[],
): Promise<InfrakitchenError> {
  const error: unknown = await work.then(
    () => undefined,
    failed => failed,
  );
  if (!isInfrakitchenError(error)) {
    throw new Error(`This is no failure with a code: ${error}`);
  }
  const { cause, stack } = error;
  const told = [stack, JSON.stringify(error), cause, JSON.stringify(cause)];
  if (told.some(text => secrets.some(secret => `${text}`.includes(secret)))) {
    throw new Error(`The error '${error.code}' tells a secret`);
  }
  return error;
}

/** Does something while the environment of the process has other variables. @public */
export async function withEnvironment<T>(
  variables: Record<string, string>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    process.env = before;
  }
}

/** Extension points that take note of the keys of what is added. @public */
export function recordProviders() {
  const added: string[] = [];
  const point = {
    addProvider: ({ key }: { key: string }) => {
      added.push(key);
    },
  };
  const extensionPoints: [
    [ExtensionPoint<InfrakitchenIntegrationsExtensionPoint>, typeof point],
    [ExtensionPoint<InfrakitchenSecretsExtensionPoint>, typeof point],
    [ExtensionPoint<InfrakitchenStoragesExtensionPoint>, typeof point],
  ] = [
    [infrakitchenIntegrationsExtensionPoint, point],
    [infrakitchenSecretsExtensionPoint, point],
    [infrakitchenStoragesExtensionPoint, point],
  ];
  return { added, extensionPoints };
}

/**
 * What is wrong with the lock of a storage when several ask for it at once, and
 * when who holds it asks again.
 *
 * @public
 */
export async function checkStorageLock(
  provider: StorageProvider,
  contexts: StorageContext[],
): Promise<string[]> {
  const asked = await Promise.allSettled(
    contexts.map(context => provider.lock(context)),
  );
  const given = asked.filter(answer => answer.status === 'fulfilled');
  const refused = asked.filter(answer => answer.status === 'rejected');
  await Promise.all(given.map(({ value }) => value()));
  const unlock = await provider.lock(contexts[0]);
  await unlock();
  const again = await lockAgain(provider, contexts[0]);
  return [
    ...(given.length === 1 ? [] : [`the lock was given ${given.length} times`]),
    ...refused
      .filter(({ reason }) => reason?.code !== 'state_locked')
      .map(({ reason }) => `the lock was refused by ${reason}`),
    ...again,
    ...((await provider.readState(contexts[0])) === undefined
      ? []
      : ['locking left a state']),
  ];
}

/** Whoever was interrupted finds the lock held under the id of their own. */
async function lockAgain(
  provider: StorageProvider,
  context: StorageContext,
): Promise<string[]> {
  const lockId = randomUUID();
  await provider.lock({ ...context, lockId });
  const unlock = await provider
    .lock({ ...context, lockId })
    .catch(error => `the lock was not given again: ${error}`);
  if (typeof unlock === 'string') {
    return [unlock];
  }
  const other = await provider
    .lock({ ...context, lockId: randomUUID() })
    .then(release => release)
    .catch(() => undefined);
  await other?.();
  await unlock();
  const free = await provider.lock(context).catch(error => error as Error);
  if (free instanceof Error) {
    return [`the lock that was given again stayed: ${free}`];
  }
  await free();
  return other ? ['the lock was given to another id'] : [];
}
