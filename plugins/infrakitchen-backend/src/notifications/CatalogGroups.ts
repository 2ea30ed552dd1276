import type { AuthService } from '@backstage/backend-plugin-api';
import { RELATION_MEMBER_OF } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { GroupDirectory } from './types';

/** {@link GroupDirectory} over the catalog. */
export class CatalogGroups implements GroupDirectory {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;

  constructor(options: { catalog: CatalogService; auth: AuthService }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  async groupsOf(userRefs: string[]): Promise<Map<string, string[]>> {
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs: userRefs, fields: ['relations'] },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return new Map(
      userRefs.map((ref, index) => [
        ref,
        (items[index]?.relations ?? [])
          .filter(({ type }) => type === RELATION_MEMBER_OF)
          .map(({ targetRef }) => targetRef),
      ]),
    );
  }
}
