import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { eventsExtensionPoint } from '@backstage/plugin-events-node/alpha';
import { EVENT_TOPIC } from './events';
import { createSignatureValidator } from './signature';

/**
 * Takes webhooks of Bitbucket Cloud at `/api/events/http/bitbucketCloud`, once
 * a secret is configured. Backstage itself has no check of their signatures.
 *
 * @public
 */
export const eventsModuleBitbucketWebhook = createBackendModule({
  pluginId: 'events',
  moduleId: 'infrakitchen-bitbucket-webhook',
  register(reg) {
    reg.registerInit({
      deps: { config: coreServices.rootConfig, events: eventsExtensionPoint },
      async init({ config, events }) {
        // Added without a secret, too: whoever lists the topic in
        // `events.http.topics` would open it to everybody otherwise.
        events.addHttpPostIngress({
          topic: EVENT_TOPIC,
          validator: createSignatureValidator(
            config.getOptionalString(
              'events.modules.bitbucketCloud.webhookSecret',
            ),
          ),
        });
      },
    });
  },
});
