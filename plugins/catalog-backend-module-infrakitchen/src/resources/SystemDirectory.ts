import type { AuthService } from '@backstage/backend-plugin-api';
import { DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/** Knows which projects have a System of the same name in the catalog. */
export class SystemDirectory {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;

  constructor(options: { auth: AuthService; catalog: CatalogService }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
  }

  /** Refs of systems by the keys of projects, of those that there are. */
  async ofProjects(keys: string[]): Promise<Map<string, string>> {
    const distinct = [...new Set(keys)];
    if (distinct.length === 0) {
      return new Map();
    }
    const refs = distinct.map(key => `system:${DEFAULT_NAMESPACE}/${key}`);
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs: refs, fields: ['kind', 'metadata.name'] },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return new Map(
      distinct.flatMap((key, index) =>
        items[index] ? [[key, refs[index]]] : [],
      ),
    );
  }
}
