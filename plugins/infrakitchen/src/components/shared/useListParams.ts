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

/**
 * Keeps filters and paging in the URL, so that a list can be shared.
 *
 * @param name - Of a list that is not the only one of its page.
 */
export function useListParams(name?: string): ListParams {
  const [params, setParams] = useSearchParams();
  const prefix = name ? `${name}.` : '';
  const cursorName = `${prefix}cursor`;
  const get = useCallback(
    (param: string) => params.get(`${prefix}${param}`) ?? '',
    [params, prefix],
  );
  const set = useCallback(
    (param: string, value: string) =>
      setParams(
        old => {
          const next = new URLSearchParams(old);
          next.delete(cursorName);
          if (value) {
            next.set(`${prefix}${param}`, value);
          } else {
            next.delete(`${prefix}${param}`);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams, prefix, cursorName],
  );
  const clear = useCallback(
    () => setParams(old => without(old, prefix), { replace: true }),
    [setParams, prefix],
  );
  const setCursors = useCallback(
    (cursors: string[]) =>
      setParams(old => {
        const next = new URLSearchParams(old);
        next.delete(cursorName);
        cursors.forEach(cursor => next.append(cursorName, cursor));
        return next;
      }),
    [setParams, cursorName],
  );
  const cursors = useMemo(
    () => params.getAll(cursorName),
    [params, cursorName],
  );
  const key = useMemo(() => {
    const filters = new URLSearchParams(
      [...params].filter(([param]) => param.startsWith(prefix)),
    );
    filters.delete(cursorName);
    return filters.toString();
  }, [params, prefix, cursorName]);
  return { get, set, clear, cursors, setCursors, key };
}

/** Lets go of what belongs to one list. */
function without(params: URLSearchParams, prefix: string): URLSearchParams {
  return new URLSearchParams(
    [...params].filter(([param]) => !param.startsWith(prefix)),
  );
}
