import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';
import { HumanDuration } from '@backstage/types';

export interface Config {
  catalog?: {
    providers?: {
      infrakitchen?: {
        /** Namespace of the entities; `default` where absent. */
        namespace?: string;
        /**
         * Owner of what has none, and whose project has none; `unknown` where
         * absent.
         */
        defaultOwner?: string;
        /**
         * Whether templates become software templates; true where absent. Each
         * has a switch of its own besides.
         */
        selfService?: boolean;
        /** Path of the pages in the app; `/infrakitchen` where absent. */
        basePath?: string;
        /** How often changes are looked for that no event told of; 30 seconds where absent. */
        pollInterval?: HumanDuration | string;
        /** When everything is compared; every hour where absent. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      };
    };
  };
}
