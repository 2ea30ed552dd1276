import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  type SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import type { Config } from '@backstage/config';

/** What the configuration says about the documents. */
export interface CollatorConfig {
  /** Path of the pages in the app, without a slash at its end. */
  basePath: string;
  schedule: SchedulerServiceTaskScheduleDefinition;
}

/** Reads `search.collators.infrakitchen`. */
export function readCollatorConfig(root: Config): CollatorConfig {
  const config = root.getOptionalConfig('search.collators.infrakitchen');
  const basePath = config?.getOptionalString('basePath') ?? '/infrakitchen';
  if (!/^\/(?!\/)/.test(basePath)) {
    throw new Error(
      `search.collators.infrakitchen: 'basePath' must be a path within the app, such as '/infrakitchen', not '${basePath}'`,
    );
  }
  return {
    basePath: basePath.replace(/\/+$/, ''),
    schedule: config?.has('schedule')
      ? readSchedulerServiceTaskScheduleDefinitionFromConfig(
          config.getConfig('schedule'),
        )
      : {
          frequency: { minutes: 10 },
          timeout: { minutes: 15 },
          initialDelay: { seconds: 3 },
        },
  };
}
