import type {
  ImpactInput,
  ImpactItem,
  ImpactPage,
  ProjectImpactInput,
  StaleInputsDifference,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';
import {
  decodeImpactCursor,
  encodeImpactCursor,
  type ImpactCounts,
  type ImpactCursor,
} from './cursor';
import type { ImpactComparer } from './ImpactComparer';
import type { ImpactReader, Question } from './ImpactReader';
import type { ImpactStore } from './ImpactStore';
import type { StaleDifference } from './StaleDifference';
import type { Candidate, Position } from './types';

/** Resources are compared in batches of this size. */
const BATCH = 250;
/** For the counts no more resources than this are compared one by one. */
const MAX_COUNTED = 2_000;
/** For one page no more than this. */
const MAX_PAGED = 1_000;

/** Before everything that is below. */
const START: Position = {
  distance: 0,
  id: '00000000-0000-0000-0000-000000000000',
};

/** Which part of the list. */
export interface ImpactPageOptions {
  limit: number;
  cursor?: string;
}

/** What an edit would change, and what has changed since the last apply. */
export interface ImpactService {
  ofResource(
    id: string,
    input: ImpactInput,
    page: ImpactPageOptions,
    options: CallOptions,
  ): Promise<ImpactPage>;
  ofProject(
    id: string,
    input: ProjectImpactInput,
    page: ImpactPageOptions,
    options: CallOptions,
  ): Promise<ImpactPage>;
  stale(id: string, options: CallOptions): Promise<StaleInputsDifference>;
}

/** {@link ImpactService} over the database; stores and locks nothing. */
export class DefaultImpactService implements ImpactService {
  readonly #reader: ImpactReader;
  readonly #store: ImpactStore;
  readonly #comparer: ImpactComparer;
  readonly #stale: StaleDifference;

  constructor(options: {
    reader: ImpactReader;
    store: ImpactStore;
    comparer: ImpactComparer;
    stale: StaleDifference;
  }) {
    this.#reader = options.reader;
    this.#store = options.store;
    this.#comparer = options.comparer;
    this.#stale = options.stale;
  }

  async ofResource(
    id: string,
    input: ImpactInput,
    page: ImpactPageOptions,
    { scope }: Partial<CallOptions> = {},
  ): Promise<ImpactPage> {
    return this.#answer(await this.#reader.ofResource(id, input, scope), page);
  }

  async ofProject(
    id: string,
    input: ProjectImpactInput,
    page: ImpactPageOptions,
    { scope }: Partial<CallOptions> = {},
  ): Promise<ImpactPage> {
    return this.#answer(await this.#reader.ofProject(id, input, scope), page);
  }

  async stale(id: string): Promise<StaleInputsDifference> {
    return this.#stale.of(id);
  }

  async #answer(
    question: Question,
    { limit, cursor }: ImpactPageOptions,
  ): Promise<ImpactPage> {
    const from = cursor === undefined ? undefined : decodeImpactCursor(cursor);
    return from
      ? this.#later(question, limit, from)
      : this.#first(question, limit);
  }

  async #first(question: Question, limit: number): Promise<ImpactPage> {
    const itself = await question.itself();
    const { candidates, ...below } = await this.#store.first(
      question.reach,
      MAX_PAGED,
    );
    const counts = await this.#count(question, itself, below);
    const page = await this.#page(question, candidates, {
      after: START,
      limit: limit - itself.length,
    });
    return toPage(counts, { ...page, items: [...itself, ...page.items] });
  }

  /** The counts were taken with the first page. */
  async #later(
    question: Question,
    limit: number,
    { after, counts }: ImpactCursor,
  ): Promise<ImpactPage> {
    const candidates = await this.#store.page(question.reach, {
      after,
      limit: MAX_PAGED,
    });
    return toPage(
      counts,
      await this.#page(question, candidates, { after, limit }),
    );
  }

  async #count(
    question: Question,
    itself: ImpactItem[],
    { certain, doubtful }: { certain: number; doubtful: number },
  ): Promise<ImpactCounts> {
    const counts = {
      total: certain + itself.length,
      broken: itself.filter(isBroken).length,
    };
    if (doubtful === 0) {
      return counts;
    }
    const candidates = await this.#store.page(question.reach, {
      doubtful: true,
      limit: MAX_COUNTED,
    });
    for await (const items of this.#compared(question, candidates, BATCH)) {
      counts.total += items.length;
      counts.broken += items.filter(isBroken).length;
    }
    return doubtful > MAX_COUNTED ? { ...counts, truncated: true } : counts;
  }

  async #page(
    question: Question,
    candidates: Candidate[],
    { after, limit }: { after: Position; limit: number },
  ): Promise<FoundPage> {
    const found: ImpactItem[] = [];
    const batch = Math.min(BATCH, limit + 1);
    for await (const items of this.#compared(question, candidates, batch)) {
      found.push(...items);
      if (found.length > limit) {
        const shown = found.slice(0, limit);
        return { items: shown, next: positionOf(shown.at(-1)) ?? after };
      }
    }
    return {
      items: found,
      next: candidates.length === MAX_PAGED ? candidates.at(-1) : undefined,
    };
  }

  /** What of some candidates changes, batch by batch. */
  async *#compared(
    { supposed }: Question,
    candidates: Candidate[],
    batch: number,
  ): AsyncGenerator<ImpactItem[]> {
    for (let start = 0; start < candidates.length; start += batch) {
      const some = candidates.slice(start, start + batch);
      yield await this.#comparer.compare(some, await supposed(some));
    }
  }
}

/** Resources that change, and where the next ones begin. */
interface FoundPage {
  items: ImpactItem[];
  next?: Position;
}

function toPage(counts: ImpactCounts, { items, next }: FoundPage): ImpactPage {
  return {
    ...counts,
    items,
    ...(next && { nextCursor: encodeImpactCursor({ after: next, counts }) }),
  };
}

function isBroken({ errors }: ImpactItem): boolean {
  return errors.length > 0;
}

function positionOf(item: ImpactItem | undefined): Position | undefined {
  return item && { id: item.resource.id, distance: item.distance };
}
