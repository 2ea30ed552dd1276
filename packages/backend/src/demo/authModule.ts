import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
  type SignInResolver,
} from '@backstage/plugin-auth-node';
import { readDemoConfig } from './config';
import { demoIdentities, type DemoIdentity } from './identities';

const trustEverybody = createProxyAuthenticator({
  defaultProfileTransform: async () => ({ profile: {} }),
  initialize: () => undefined,
  authenticate: async () => ({ result: {} }),
});

function signInAs(identity: DemoIdentity): SignInResolver<{}> {
  const { userEntityRef, groupEntityRefs } = identity;
  return async (_, ctx) => {
    try {
      return await ctx.signInWithCatalogUser({ entityRef: userEntityRef });
    } catch {
      // Right after the first start, the catalog has not read its users yet.
      return ctx.issueToken({
        claims: {
          sub: userEntityRef,
          ent: [userEntityRef, ...groupEntityRefs],
        },
      });
    }
  };
}

/**
 * Lets anybody sign in as one of the demo's users, beside the guest, whom
 * Backstage itself provides.
 */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'infrakitchen-demo',
  register(reg) {
    reg.registerInit({
      deps: {
        providers: authProvidersExtensionPoint,
        config: coreServices.rootConfig,
        logger: coreServices.logger,
      },
      async init({ providers, config, logger }) {
        if (!readDemoConfig(config, logger)) {
          return;
        }
        for (const identity of demoIdentities) {
          providers.registerProvider({
            providerId: identity.providerId,
            factory: createProxyAuthProviderFactory({
              authenticator: trustEverybody,
              signInResolver: signInAs(identity),
            }),
          });
        }
        logger.warn(
          `This portal is a demo: anybody can sign in as ${demoIdentities
            .map(({ userEntityRef }) => userEntityRef)
            .join(' or ')}`,
        );
      },
    });
  },
});
