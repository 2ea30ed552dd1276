import { useEffect, useRef, useState } from 'react';

/** So many rows are in the page at once; a long list is turned like a book. */
export const PAGE_SIZE = 25;

/** Rows of a list that grows and shrinks, each with a key that stays. */
export interface Rows {
  /** By position. */
  keys: number[];
  add: (count?: number) => void;
  remove: (index: number) => void;
  swap: (index: number, other: number) => void;
}

/**
 * Keys for values that have none of their own, so that an input keeps its
 * state and the focus when rows before it come and go.
 */
export function useRows(length: number): Rows {
  const next = useRef(0);
  const fresh = (count: number) =>
    Array.from({ length: count }, () => (next.current += 1));
  const [kept, setKept] = useState<number[]>(() => fresh(length));
  const keys =
    kept.length >= length
      ? kept.slice(0, length)
      : [...kept, ...fresh(length - kept.length)];
  if (keys.length !== kept.length) {
    setKept(keys);
  }
  return {
    keys,
    add: (count = 1) => setKept([...keys, ...fresh(count)]),
    remove: index => setKept(keys.filter((_, at) => at !== index)),
    swap: (index, other) => {
      const swapped = [...keys];
      [swapped[index], swapped[other]] = [swapped[other], swapped[index]];
      setKept(swapped);
    },
  };
}

/** The page of a long list that is shown, and where the focus goes next. */
export function usePage(length: number) {
  const [wanted, setPage] = useState(0);
  const last = Math.max(0, Math.ceil(length / PAGE_SIZE) - 1);
  const page = Math.min(wanted, last);
  const start = page * PAGE_SIZE;
  const container = useRef<HTMLDivElement>(null);
  const focus = useRef<{ row: number } | 'add'>();

  useEffect(() => {
    const target = focus.current;
    focus.current = undefined;
    if (target === 'add') {
      container.current
        ?.querySelector<HTMLElement>(':scope > [data-add] button')
        ?.focus();
    } else if (target) {
      container.current
        ?.querySelector<HTMLElement>(
          `:scope > ol > [data-row="${target.row}"] :is(input, textarea, button)`,
        )
        ?.focus();
    }
  });

  return {
    page,
    last,
    start,
    end: Math.min(length, start + PAGE_SIZE),
    container,
    setPage,
    showRow: (row: number) => setPage(Math.floor(row / PAGE_SIZE)),
    /** Shows a row, and takes the focus there. */
    goToRow: (row: number) => {
      setPage(Math.floor(row / PAGE_SIZE));
      focus.current = { row };
    },
    /** A row is taken away: the focus goes to the one that takes its place. */
    leaveRow: (row: number) => {
      focus.current = length > 1 ? { row: Math.min(row, length - 2) } : 'add';
    },
  };
}
