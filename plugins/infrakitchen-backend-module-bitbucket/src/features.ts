import { createBackendFeatureLoader } from '@backstage/backend-plugin-api';
import { eventsModuleBitbucketWebhook } from './eventsModule';
import { infrakitchenModuleBitbucket } from './module';

/**
 * Adds integrations with Bitbucket Cloud, and takes its webhooks where the
 * plugin for events is installed.
 *
 * @public
 */
export const bitbucketFeatures = createBackendFeatureLoader({
  *loader() {
    yield infrakitchenModuleBitbucket;
    yield eventsModuleBitbucketWebhook;
  },
});
