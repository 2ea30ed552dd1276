import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type DependencyList,
} from 'react';

/**
 * What {@link useAsyncData} knows about the data.
 *
 * @public
 */
export interface AsyncData<T> {
  /** The last value that was loaded; kept while a newer one is on its way. */
  value: T | undefined;
  /** Why the last load failed. */
  error: Error | undefined;
  /** A load is under way. */
  loading: boolean;
  /** Loads again; resolves when that load is over. */
  reload: () => Promise<void>;
}

/**
 * Loads data when the dependencies change, and again on a timer where
 * `pollMs` says so. A load that was overtaken is aborted and ignored.
 *
 * @public
 */
export function useAsyncData<T>(
  load: (signal: AbortSignal) => Promise<T>,
  deps: DependencyList,
  options: { pollMs?: (value: T | undefined) => number | undefined } = {},
): AsyncData<T> {
  const [state, setState] = useState<{
    value: T | undefined;
    error: Error | undefined;
    loading: boolean;
  }>({ value: undefined, error: undefined, loading: true });
  const loadRef = useRef(load);
  loadRef.current = load;
  const current = useRef<AbortController>();

  const run = useCallback(async (keepValue: boolean) => {
    current.current?.abort();
    const controller = new AbortController();
    current.current = controller;
    setState(old => ({
      value: keepValue ? old.value : undefined,
      error: keepValue ? old.error : undefined,
      loading: true,
    }));
    try {
      const value = await loadRef.current(controller.signal);
      if (!controller.signal.aborted) {
        setState({ value, error: undefined, loading: false });
      }
    } catch (error) {
      if (!controller.signal.aborted) {
        setState(old => ({
          value: old.value,
          error: error instanceof Error ? error : new Error(String(error)),
          loading: false,
        }));
      }
    }
  }, []);

  useEffect(() => {
    run(false);
    return () => current.current?.abort();
    // The caller's list decides when to load again, as with useEffect.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, deps);

  const pollMs = state.loading ? undefined : options.pollMs?.(state.value);
  const { value, error } = state;
  useEffect(() => {
    if (pollMs === undefined) {
      return undefined;
    }
    const timer = setTimeout(() => run(true), pollMs);
    return () => clearTimeout(timer);
  }, [pollMs, value, error, run]);

  const reload = useCallback(() => run(true), [run]);
  return { ...state, reload };
}
