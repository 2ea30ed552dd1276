import { nearest, type AncestorRef, type HierarchyStore } from '../resources';
import type { ImpactStore } from './ImpactStore';

/** Lines of ancestors by parent, as the resolver takes them. */
export type Lines = ReadonlyMap<string, AncestorRef[]>;

/** The hierarchy as it would be with a resource at another place. */
export class SupposedPlace {
  readonly #store: ImpactStore;
  readonly #hierarchy: HierarchyStore;
  readonly #id: string;
  readonly #parentIds: string[];

  constructor(options: {
    store: ImpactStore;
    hierarchy: HierarchyStore;
    /** The resource that moves. */
    id: string;
    parentIds: string[];
  }) {
    this.#store = options.store;
    this.#hierarchy = options.hierarchy;
    this.#id = options.id;
    this.#parentIds = options.parentIds;
  }

  /**
   * What would be above the parents of some resources below: those that move
   * along get what is above the new place, the others keep what they have.
   */
  async linesFor(below: string[]): Promise<Lines> {
    const edges = await this.#store.edgesBetween(this.#id, below);
    const parentsOf = new Map<string, string[]>([[this.#id, this.#parentIds]]);
    for (const { childId, parentId } of edges) {
      parentsOf.set(childId, [...(parentsOf.get(childId) ?? []), parentId]);
    }
    const staying = [...new Set([...parentsOf.values()].flat())].filter(
      id => !parentsOf.has(id),
    );
    const lines = await this.#hierarchy.lines(staying);
    const lineOf = (id: string): AncestorRef[] => {
      const known = lines.get(id);
      if (known) {
        return known;
      }
      const above = nearest((parentsOf.get(id) ?? []).map(lineOf));
      const line = [
        { id, distance: 1 },
        ...above.map(ref => ({ id: ref.id, distance: ref.distance + 1 })),
      ];
      lines.set(id, line);
      return line;
    };
    [...parentsOf.keys()].forEach(lineOf);
    return lines;
  }
}
