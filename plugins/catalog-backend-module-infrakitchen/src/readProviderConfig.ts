import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { readDurationFromConfig, type Config } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import type { EntityOptions } from './entities';

/** What the configuration says about the provider. */
export interface ProviderConfig {
  entities: EntityOptions;
  /** Whether templates become software templates. */
  selfService: boolean;
  /** When changes are looked for that no event told of. */
  poll: SchedulerServiceTaskScheduleDefinition;
  /** When everything is compared. */
  reconcile: SchedulerServiceTaskScheduleDefinition;
  /** Changes are read so far back where nothing is known of earlier ones. */
  lookBackMs: number;
}

const HOUR_MS = 60 * 60_000;

/** Reads `catalog.providers.infrakitchen`. */
export function readProviderConfig(root: Config): ProviderConfig {
  const config = root.getOptionalConfig('catalog.providers.infrakitchen');
  const reconcile = config?.has('schedule')
    ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
        config.getConfig('schedule'),
      )
    : { frequency: { hours: 1 }, timeout: { minutes: 15 } };
  return {
    entities: {
      namespace: config?.getOptionalString('namespace') ?? 'default',
      defaultOwner: config?.getOptionalString('defaultOwner') ?? 'unknown',
      ...pagesOf(root, config),
    },
    selfService: config?.getOptionalBoolean('selfService') ?? true,
    poll: {
      frequency: config?.has('pollInterval')
        ? readDurationFromConfig(config, { key: 'pollInterval' })
        : { seconds: 30 },
      timeout: { minutes: 5 },
    },
    reconcile,
    lookBackMs: lookBackOf(reconcile),
  };
}

/** Since the last comparison, with something to spare; a day where a cron says when. */
function lookBackOf({
  frequency,
}: SchedulerServiceTaskScheduleDefinition): number {
  return 'cron' in frequency || 'trigger' in frequency
    ? 24 * HOUR_MS
    : durationToMilliseconds(frequency) + HOUR_MS;
}

function pagesOf(
  root: Config,
  config: Config | undefined,
): Pick<EntityOptions, 'pages' | 'path'> {
  const basePath = config?.getOptionalString('basePath') ?? '/infrakitchen';
  if (!/^\/(?!\/)/.test(basePath)) {
    throw new Error(
      `catalog.providers.infrakitchen: 'basePath' must be a path within the app, such as '/infrakitchen', not '${basePath}'`,
    );
  }
  const app = root.getString('app.baseUrl').replace(/\/+$/, '');
  const path = basePath.replace(/\/+$/, '');
  return { pages: `${app}${path}`, path };
}
