import { useCallback, useEffect, useRef, useState } from 'react';
import { useAsyncData } from '../../hooks';

/** Something that can be picked. @public */
export interface PickedOption {
  id: string;
  label: string;
  description?: string;
}

/** Options that were found, and where the next ones are. @public */
export interface OptionPage {
  options: PickedOption[];
  nextCursor?: string;
}

/** What a search has found so far, and how to go on. */
export function useSearchPages(props: {
  search: (
    text: string,
    signal: AbortSignal,
    cursor?: string,
  ) => Promise<PickedOption[] | OptionPage>;
  text: string;
  /** Another text is on its way. */
  isTyping: boolean;
  searchKey?: string;
  /** Always among the options: the field would be emptied without it. */
  value: PickedOption | undefined;
}) {
  const { search, text, isTyping, searchKey, value } = props;
  const first = useAsyncData(
    async signal => toPage(await search(text, signal)),
    [text, searchKey],
  );
  const [more, setMore] = useState<OptionPage[]>([]);
  const [error, setError] = useState<Error>();
  const [isLoadingMore, setLoadingMore] = useState(false);
  const running = useRef<AbortController>();
  useEffect(() => {
    setMore([]);
    setError(undefined);
    setLoadingMore(false);
    return () => running.current?.abort();
  }, [first.value]);

  const nextCursor = (more.at(-1) ?? first.value)?.nextCursor;
  const searchRef = useRef(search);
  searchRef.current = search;
  const loadMore = useCallback(async () => {
    if (!nextCursor || isLoadingMore) {
      return;
    }
    const controller = new AbortController();
    running.current = controller;
    setLoadingMore(true);
    try {
      const page = toPage(
        await searchRef.current(text, controller.signal, nextCursor),
      );
      if (!controller.signal.aborted) {
        setMore(pages => [...pages, page]);
      }
    } catch (failure) {
      if (!controller.signal.aborted) {
        setError(failure as Error);
      }
    } finally {
      if (!controller.signal.aborted) {
        setLoadingMore(false);
      }
    }
  }, [nextCursor, isLoadingMore, text]);

  // While the next ones are on their way, those that were found last.
  const last = useRef<PickedOption[]>([]);
  if (first.value) {
    last.current = [first.value, ...more].flatMap(({ options }) => options);
  }
  const found = last.current;
  return {
    options:
      value && !found.some(({ id }) => id === value.id)
        ? [value, ...found]
        : found,
    error: first.error ?? error,
    state: stateOf({
      isEmpty: found.length === 0,
      isSearching: isTyping || first.loading,
      isLoadingMore,
    }),
    loadMore: nextCursor ? loadMore : undefined,
  };
}

/** Marks options that answer an earlier question, as they will be replaced. */
function stateOf(search: {
  isEmpty: boolean;
  isSearching: boolean;
  isLoadingMore: boolean;
}): 'loading' | 'filtering' | 'loadingMore' | 'idle' {
  if (search.isSearching) {
    return search.isEmpty ? 'loading' : 'filtering';
  }
  return search.isLoadingMore ? 'loadingMore' : 'idle';
}

function toPage(found: PickedOption[] | OptionPage): OptionPage {
  return Array.isArray(found) ? { options: found } : found;
}
