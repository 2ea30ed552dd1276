import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** Filters and paging of a list, as they stand in the URL. */
export interface ListParams {
  get: (name: string) => string;
  /** Changes a filter and goes back to the first page. */
  set: (name: string, value: string) => void;
  /** Back to the whole list. */
  clear: () => void;
  cursors: string[];
  setCursors: (cursors: string[]) => void;
  /** The whole query, to tell one list from another. */
  key: string;
}

const CURSOR = 'cursor';

/** Keeps filters and paging in the URL, so that a list can be shared. */
export function useListParams(): ListParams {
  const [params, setParams] = useSearchParams();
  const get = useCallback((name: string) => params.get(name) ?? '', [params]);
  const set = useCallback(
    (name: string, value: string) =>
      setParams(
        old => {
          const next = new URLSearchParams(old);
          next.delete(CURSOR);
          if (value) {
            next.set(name, value);
          } else {
            next.delete(name);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const clear = useCallback(
    () => setParams({}, { replace: true }),
    [setParams],
  );
  const setCursors = useCallback(
    (cursors: string[]) =>
      setParams(old => {
        const next = new URLSearchParams(old);
        next.delete(CURSOR);
        cursors.forEach(cursor => next.append(CURSOR, cursor));
        return next;
      }),
    [setParams],
  );
  const cursors = useMemo(() => params.getAll(CURSOR), [params]);
  const key = useMemo(() => {
    const filters = new URLSearchParams(params);
    filters.delete(CURSOR);
    return filters.toString();
  }, [params]);
  return { get, set, clear, cursors, setCursors, key };
}
