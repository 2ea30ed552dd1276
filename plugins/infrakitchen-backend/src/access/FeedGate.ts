import type {
  BackstageCredentials,
  BackstageServicePrincipal,
} from '@backstage/backend-plugin-api';
import type { ResourcePermission } from '@backstage/plugin-permission-common';
import type { AccessService } from './AccessService';
import { actorOf, assertRestricted, isUser } from './callers';
import type { RecordNeed } from './needs';
import { forbidden } from './problems';
import { kindOfType } from './resourceTypes';
import type { FeedSettings } from './types';

/**
 * Guards what is handed out whole to other plugins: the catalog and the search
 * read everything, and decide themselves who sees what of it.
 */
export class FeedGate {
  readonly #access: AccessService;
  readonly #readers: string[];

  constructor(options: { access: AccessService; settings: FeedSettings }) {
    this.#access = options.access;
    this.#readers = options.settings.feedReaders;
  }

  /** @throws NotAllowedError for everybody but the services that may. */
  async assertMayRead(
    credentials: BackstageCredentials,
    need: RecordNeed,
  ): Promise<void> {
    if (isUser(credentials)) {
      throw forbidden({
        code: 'not_allowed',
        message:
          'This is for the catalog and the search; people read templates and resources by their own routes',
        culprits: [],
      });
    }
    const { accessRestrictions } =
      credentials.principal as BackstageServicePrincipal;
    if (
      !accessRestrictions &&
      this.#readers.includes(actorOf(credentials).ref)
    ) {
      return;
    }
    assertRestricted(credentials);
    const { resourceType } = need.permission as ResourcePermission;
    await this.#access.scopeOf(credentials, kindOfType(resourceType));
  }
}
