import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { PrincipalDirectory } from './GrantService';

/** Looks users and groups up in the catalog. */
export class CatalogPrincipals implements PrincipalDirectory {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #logger: LoggerService;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    logger: LoggerService;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#logger = options.logger;
  }

  async knows(principalRef: string): Promise<boolean | undefined> {
    try {
      const entity = await this.#catalog.getEntityByRef(principalRef, {
        credentials: await this.#auth.getOwnServiceCredentials(),
      });
      return entity !== undefined;
    } catch (error) {
      this.#logger.warn(
        `The catalog cannot tell whether there is a '${principalRef}'`,
        error as Error,
      );
      return undefined;
    }
  }
}
