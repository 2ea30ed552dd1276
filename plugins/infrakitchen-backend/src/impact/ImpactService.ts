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
} from './cursor';
import type { ImpactComparer } from './ImpactComparer';
import type { ImpactReader, Question } from './ImpactReader';
import type { ImpactStore } from './ImpactStore';
import type { StaleDifference } from './StaleDifference';
import type { Candidate, Position } from './types';

/** Resources are compared in batches of this size. */
const BATCH = 250;
/** For the counts no more resources than this are compared one by one. */
export const MAX_COUNTED = 2_000;
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
    const itself = from ? [] : await question.itself();
    const counts = from?.counts ?? (await this.#count(question, itself));
    const below = await this.#page(question, {
      after: from?.after,
      limit: limit - itself.length,
    });
    return {
      ...counts,
      items: [...itself, ...below.items],
      ...(below.next && {
        nextCursor: encodeImpactCursor({ after: below.next, counts }),
      }),
    };
  }

  async #count(
    question: Question,
    itself: ImpactItem[],
  ): Promise<ImpactCounts> {
    const { reach } = question;
    const { certain, doubtful } = await this.#store.count(reach);
    const counts = {
      total: certain + itself.length,
      broken: itself.filter(isBroken).length,
    };
    if (doubtful === 0) {
      return counts;
    }
    const candidates = await this.#store.page(reach, {
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
    page: { after?: Position; limit: number },
  ): Promise<{ items: ImpactItem[]; next?: Position }> {
    const candidates = await this.#store.page(question.reach, {
      after: page.after,
      limit: MAX_PAGED,
    });
    const batch = Math.min(BATCH, page.limit + 1);
    const found: ImpactItem[] = [];
    for await (const items of this.#compared(question, candidates, batch)) {
      found.push(...items);
      if (found.length > page.limit) {
        const items = found.slice(0, page.limit);
        return { items, next: positionOf(items.at(-1)) ?? page.after ?? START };
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

function isBroken({ errors }: ImpactItem): boolean {
  return errors.length > 0;
}

function positionOf(item: ImpactItem | undefined): Position | undefined {
  return item && { id: item.resource.id, distance: item.distance };
}
