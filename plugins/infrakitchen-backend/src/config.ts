import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import type { ProviderCallSettings } from './connections';
import type { MergeBy } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { RunLimits } from './runs';

/** The part of the configuration that the backend itself reads. */
export interface InfrakitchenConfig {
  workingDirectory: string;
  runs: {
    enabled: boolean;
    concurrency: number;
    maxLogBytes: number;
    limits: RunLimits;
  };
  cascades: { maxParallel: number };
  workspaces: { mergeBy: MergeBy; pollMs: number; syncMs: number };
  versions: { watchMs: number; propose: boolean };
  state: { keepVersions: number; url?: string };
  notifications: { basePath: string; followOwn: boolean };
  integrations: ProviderCallSettings & { reminderDays?: number };
}

/** Reads `infrakitchen` and fills the defaults. */
export function readInfrakitchenConfig(
  config: RootConfigService,
): InfrakitchenConfig {
  const root = config.getOptionalConfig('infrakitchen');
  const runs = root?.getOptionalConfig('runs');
  const limits = runs?.getOptionalConfig('limits');
  return {
    workingDirectory: path.resolve(
      root?.getOptionalString('workingDirectory') ??
        path.join(tmpdir(), 'infrakitchen'),
    ),
    runs: {
      enabled: runs?.getOptionalBoolean('enabled') ?? true,
      concurrency: positive(runs, 'concurrency') ?? 2,
      maxLogBytes: positive(runs, 'maxLogBytes') ?? 10 * 1024 * 1024,
      limits: {
        initMs: duration(limits, 'init', { minutes: 10 }),
        planMs: duration(limits, 'plan', { hours: 2 }),
        applyMs: duration(limits, 'apply', { hours: 24 }),
        silenceMs: duration(limits, 'silence', { minutes: 10 }),
        cancelGraceMs: duration(limits, 'cancelGrace', { minutes: 5 }),
      },
    },
    cascades: {
      maxParallel:
        positive(root?.getOptionalConfig('cascades'), 'maxParallel') ?? 10,
    },
    workspaces: readWorkspaces(root?.getOptionalConfig('workspaces')),
    versions: {
      watchMs: duration(root?.getOptionalConfig('versions'), 'watchInterval', {
        minutes: 15,
      }),
      propose: root?.getOptionalBoolean('versions.propose') ?? true,
    },
    state: {
      keepVersions:
        positive(root?.getOptionalConfig('state'), 'keepVersions') ?? 100,
      url: root?.getOptionalString('state.url'),
    },
    integrations: readIntegrations(root?.getOptionalConfig('integrations')),
    notifications: {
      basePath: basePath(root) ?? '/infrakitchen',
      followOwn: root?.getOptionalBoolean('notifications.followOwn') ?? true,
    },
  };
}

function readWorkspaces(
  config: Config | undefined,
): InfrakitchenConfig['workspaces'] {
  const mergeBy = config?.getOptionalString('mergeBy') ?? 'anyone';
  if (mergeBy !== 'anyone' && mergeBy !== 'approvers') {
    throw new Error(
      `infrakitchen: 'workspaces.mergeBy' is either 'anyone' or 'approvers', not '${mergeBy}'`,
    );
  }
  return {
    mergeBy,
    pollMs: duration(config, 'pollInterval', { minutes: 1 }),
    syncMs: duration(config, 'syncInterval', { hours: 1 }),
  };
}

function readIntegrations(
  config: Config | undefined,
): InfrakitchenConfig['integrations'] {
  const tokens = config?.getOptionalConfigArray('identityTokens') ?? [];
  return {
    allowHosts: config?.getOptionalStringArray('allowHosts') ?? [],
    identityTokens: tokens.map(token => ({
      audience: token.getString('audience'),
      file: path.resolve(token.getString('file')),
    })),
    timeoutMs: duration(config, 'timeout', { seconds: 30 }),
    reminderDays: positive(config, 'reminderDays'),
  };
}

/** A path in the app, without the slash that a page's path begins with. */
function basePath(root: Config | undefined): string | undefined {
  const given = root?.getOptionalString('notifications.basePath');
  if (given !== undefined && !/^\/(?!\/)/.test(given)) {
    throw new Error(
      `infrakitchen: 'notifications.basePath' must be a path within the app, such as '/infrakitchen', not '${given}'`,
    );
  }
  return given?.replace(/\/+$/, '');
}

function positive(config: Config | undefined, key: string): number | undefined {
  const value = config?.getOptionalNumber(key);
  if (value !== undefined && !(Number.isInteger(value) && value > 0)) {
    throw new Error(`infrakitchen: '${key}' must be a positive whole number`);
  }
  return value;
}

function duration(
  config: Config | undefined,
  key: string,
  fallback: HumanDuration,
): number {
  return durationToMilliseconds(
    config?.has(key) ? readDurationFromConfig(config, { key }) : fallback,
  );
}
