import { SchedulerServiceTaskScheduleDefinitionConfig } from '@backstage/backend-plugin-api';

export interface Config {
  search?: {
    collators?: {
      infrakitchen?: {
        /** Path of the pages in the app; `/infrakitchen` where absent. */
        basePath?: string;
        /** When everything is indexed anew; every ten minutes where absent. */
        schedule?: SchedulerServiceTaskScheduleDefinitionConfig;
      };
    };
  };
}
