import type { AuthService } from '@backstage/backend-plugin-api';
import {
  RELATION_CHILD_OF,
  RELATION_MEMBER_OF,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { untilAborted } from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** Groups within groups are followed so far up. */
const MAX_LEVELS = 10;
/** The client of the catalog waits for an answer as long as it takes. */
const DEFAULT_TIMEOUT_MS = 15_000;

/** What users are members of now, whatever they were when they signed in. */
export interface Memberships {
  /**
   * Of what somebody was, what they still are: groups that the catalog knows
   * count only where it says that the user is in them, and so do those that the
   * user came into since.
   *
   * @throws ServiceUnavailableError `catalog_unavailable`
   */
  now(userRef: string, principalRefs: readonly string[]): Promise<string[]>;
}

/** {@link Memberships} as the catalog has them. */
export class CatalogMemberships implements Memberships {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;
  readonly #timeoutMs: number;

  constructor(options: {
    catalog: CatalogService;
    auth: AuthService;
    timeoutMs?: number;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  }

  async now(
    userRef: string,
    principalRefs: readonly string[],
  ): Promise<string[]> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const groups = principalRefs.filter(isGroup);
    const [user, ...known] = await this.#entities([userRef, ...groups], signal);
    const direct = targetsOf(user, RELATION_MEMBER_OF);
    const member = new Set(direct);
    let level = direct;
    for (let depth = 0; depth < MAX_LEVELS && level.length > 0; depth++) {
      const parents = (await this.#entities(level, signal)).flatMap(each =>
        targetsOf(each, RELATION_CHILD_OF),
      );
      level = [...new Set(parents)].filter(ref => !member.has(ref));
      level.forEach(ref => member.add(ref));
    }
    // What the catalog does not know was said by the sign-in, and is only there.
    const left = groups.filter(
      (ref, index) => known[index] !== undefined && !member.has(ref),
    );
    return [
      ...new Set([
        ...principalRefs.filter(ref => !left.includes(ref)),
        ...direct,
      ]),
    ];
  }

  async #entities(
    entityRefs: string[],
    signal: AbortSignal,
  ): Promise<(Entity | undefined)[]> {
    try {
      const credentials = await this.#auth.getOwnServiceCredentials();
      const { items } = await untilAborted(
        signal,
        this.#catalog.getEntitiesByRefs(
          { entityRefs, fields: ['kind', 'metadata', 'relations'] },
          { credentials },
        ),
      );
      return items;
    } catch (error) {
      throw new InfrakitchenError(
        'ServiceUnavailableError',
        {
          code: 'catalog_unavailable',
          message:
            'The catalog cannot tell which groups the requester is in now. Try again when the catalog answers',
        },
        error,
      );
    }
  }
}

/** Whether a ref is that of a group. */
export function isGroup(ref: string): boolean {
  return /^group:/i.test(ref);
}

function targetsOf(entity: Entity | undefined, type: string): string[] {
  return (entity?.relations ?? [])
    .filter(relation => relation.type === type)
    .map(({ targetRef }) => targetRef);
}
