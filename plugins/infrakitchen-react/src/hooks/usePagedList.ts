import { useCallback } from 'react';
import type { Page } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useAsyncData } from './useAsyncData';

/**
 * One page of a list with what is needed to turn pages.
 *
 * @public
 */
export interface PagedList<T> {
  items: T[] | undefined;
  totalItems: number | undefined;
  /** There are more than `totalItems`. */
  totalIsMinimum?: boolean;
  /** Number of the page, from 1. */
  pageNumber: number;
  loading: boolean;
  error: Error | undefined;
  hasNext: boolean;
  hasPrevious: boolean;
  next: () => void;
  previous: () => void;
  reload: () => Promise<void>;
}

/**
 * Turns the pages of a keyset-paged list. The cursors of the pages up to the
 * current one belong to the caller, who may keep them in the URL.
 *
 * @public
 */
export function usePagedList<T>(options: {
  /** Loads one page. */
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>;
  /** Identifies the query; a new key loads again. */
  queryKey: string;
  cursors: string[];
  onCursorsChange: (cursors: string[]) => void;
  pollMs?: (items: T[] | undefined) => number | undefined;
}): PagedList<T> {
  const { load, queryKey, cursors, onCursorsChange, pollMs } = options;
  const cursor = cursors[cursors.length - 1];
  const data = useAsyncData(
    signal => load(cursor, signal),
    [queryKey, cursor],
    {
      pollMs: pollMs && (page => pollMs(page?.items)),
    },
  );
  const nextCursor = data.value?.nextCursor;

  const next = useCallback(() => {
    if (nextCursor) {
      onCursorsChange([...cursors, nextCursor]);
    }
  }, [cursors, nextCursor, onCursorsChange]);
  const previous = useCallback(
    () => onCursorsChange(cursors.slice(0, -1)),
    [cursors, onCursorsChange],
  );

  return {
    items: data.value?.items,
    totalItems: data.value?.totalItems,
    totalIsMinimum: data.value?.totalIsMinimum,
    pageNumber: cursors.length + 1,
    loading: data.loading,
    error: data.error,
    hasNext: nextCursor !== undefined,
    hasPrevious: cursors.length > 0,
    next,
    previous,
    reload: data.reload,
  };
}
