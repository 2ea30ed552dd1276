import type { JsonObject } from '@backstage/types';
import {
  compareSnapshots,
  InfrakitchenError,
  visibleSnapshot,
  type Page,
  type Revision,
  type RevisionComparison,
  type RevisionKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { HistoryPageOptions, HistoryStore } from './HistoryStore';

/**
 * Names of variables that are sensitive by now, though snapshots of the record
 * may have them in clear.
 */
export type HiddenNames = (
  id: string,
  snapshots: JsonObject[],
) => Promise<string[]>;

/** Reads revisions as they may be shown; also of records that are gone. */
export class RevisionReader {
  readonly #history: HistoryStore;
  readonly #hidden: Partial<Record<RevisionKind, HiddenNames>>;

  constructor(options: {
    history: HistoryStore;
    hidden: Partial<Record<RevisionKind, HiddenNames>>;
  }) {
    this.#history = options.history;
    this.#hidden = options.hidden;
  }

  async list(
    kind: RevisionKind,
    id: string,
    page: HistoryPageOptions,
  ): Promise<Page<Revision>> {
    const { items, nextCursor } = await this.#history.listRevisions(
      kind,
      id,
      page,
    );
    const hidden = await this.hiddenOf(kind, id, items);
    return {
      items: items.map(item => visible(item, hidden)),
      nextCursor,
    };
  }

  async compare(
    kind: RevisionKind,
    id: string,
    numbers: { from: number; to: number },
  ): Promise<RevisionComparison> {
    const from = await this.require(kind, id, numbers.from);
    const to = await this.require(kind, id, numbers.to);
    const hidden = await this.hiddenOf(kind, id, [from, to]);
    return {
      from: visible(from, hidden),
      to: visible(to, hidden),
      fields: compareSnapshots(
        from.snapshot as JsonObject,
        to.snapshot as JsonObject,
        hidden,
      ),
    };
  }

  /**
   * A revision with all that is stored of it; not to be shown.
   *
   * @throws NotFoundError `revision_not_found`
   */
  async require(
    kind: RevisionKind,
    id: string,
    revision: number,
  ): Promise<Revision> {
    const found = await this.#history.getRevision(kind, id, revision);
    if (!found) {
      throw new InfrakitchenError('NotFoundError', {
        code: 'revision_not_found',
        message: `There is no revision ${revision} of a ${kind} with the id '${id}'`,
        culprits: [{ kind, id }],
      });
    }
    return found;
  }

  /**
   * The newest revision, with all that is stored of it.
   *
   * @throws NotFoundError `revision_not_found`
   */
  async newest(kind: RevisionKind, id: string): Promise<Revision> {
    const { items } = await this.#history.listRevisions(kind, id, { limit: 1 });
    return items[0] ?? this.require(kind, id, 1);
  }

  async hiddenOf(
    kind: RevisionKind,
    id: string,
    revisions: Revision[],
  ): Promise<string[]> {
    const snapshots = revisions.map(({ snapshot }) => snapshot as JsonObject);
    return (await this.#hidden[kind]?.(id, snapshots)) ?? [];
  }
}

function visible(revision: Revision, hidden: string[]): Revision {
  return {
    ...revision,
    snapshot: visibleSnapshot(revision.snapshot as JsonObject, hidden),
  };
}
