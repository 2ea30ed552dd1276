import { useState } from 'react';
import type {
  ImpactItem,
  ImpactPage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { usePagedList, type PagedList } from './usePagedList';

/**
 * What an edit would change: the counts, and one page of the resources.
 *
 * @public
 */
export interface Impact {
  counts: Pick<ImpactPage, 'total' | 'broken' | 'truncated'> | undefined;
  list: PagedList<ImpactItem>;
}

/**
 * Asks what an edit would change, page by page.
 *
 * @public
 */
export function useImpact(options: {
  /** Loads one page. */
  load: (
    page: { limit: number; cursor?: string },
    signal: AbortSignal,
  ) => Promise<ImpactPage>;
  /** Identifies the edit; a component that shows another one has another key. */
  queryKey: string;
  limit?: number;
}): Impact {
  const { load, queryKey, limit = 20 } = options;
  const [cursors, setCursors] = useState<string[]>([]);
  const [counts, setCounts] = useState<Impact['counts']>();
  const list = usePagedList({
    load: async (cursor, signal) => {
      const page = await load({ limit, cursor }, signal);
      setCounts(page);
      return { items: page.items, nextCursor: page.nextCursor };
    },
    queryKey,
    cursors,
    onCursorsChange: setCursors,
  });
  return { counts, list };
}
