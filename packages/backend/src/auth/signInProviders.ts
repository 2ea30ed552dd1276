import {
  coreServices,
  createBackendFeatureLoader,
} from '@backstage/backend-plugin-api';
import githubProvider from '@backstage/plugin-auth-backend-module-github-provider';
import guestProvider from '@backstage/plugin-auth-backend-module-guest-provider';
import microsoftProvider from '@backstage/plugin-auth-backend-module-microsoft-provider';

/**
 * The ways to sign in. Each is off until it is configured below
 * `auth.providers`. The guest, who needs no password, is there in development
 * alone: the mode of Node.js and `auth.environment`, which the sign-in page
 * goes by, both have to say so.
 */
export default createBackendFeatureLoader({
  deps: {
    config: coreServices.rootConfig,
    logger: coreServices.rootLogger,
  },
  *loader({ config, logger }) {
    yield githubProvider;
    yield microsoftProvider;

    const guest = config.getOptionalConfig('auth.providers.guest');
    const environment =
      config.getOptionalString('auth.environment') ?? 'development';
    if (
      guest &&
      process.env.NODE_ENV === 'development' &&
      environment === 'development'
    ) {
      yield guestProvider;
    } else if (
      guest?.getOptionalBoolean('dangerouslyAllowOutsideDevelopment')
    ) {
      logger.warn(
        'auth.providers.guest.dangerouslyAllowOutsideDevelopment has no effect: the guest signs in to this portal in development only',
      );
    }
  },
});
