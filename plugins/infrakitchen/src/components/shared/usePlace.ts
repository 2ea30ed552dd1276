import { useEffect, useRef, type RefObject } from 'react';
import { useLocation } from 'react-router-dom';

/** Pages grow while they load; later than this they stay where the reader is. */
const SETTLES_MS = 3_000;
const reading = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const;

/**
 * A part of a page that a link may lead to: `#id` of the URL brings it into view,
 * and keeps it there while what is above it loads.
 */
export function usePlace<T extends HTMLElement>(
  id: string | undefined,
): RefObject<T> {
  const ref = useRef<T>(null);
  const { hash } = useLocation();
  const isMeant = id !== undefined && hash === `#${id}`;
  useEffect(() => {
    const place = ref.current;
    if (!isMeant || !place) {
      return undefined;
    }
    const show = () => place.scrollIntoView?.({ block: 'start' });
    show();
    const observer =
      typeof ResizeObserver === 'undefined'
        ? undefined
        : new ResizeObserver(show);
    // What is above pushes it down, whichever part of the page that is.
    for (const sibling of place.parentElement?.children ?? []) {
      observer?.observe(sibling);
    }
    const stop = () => observer?.disconnect();
    const timer = setTimeout(stop, SETTLES_MS);
    reading.forEach(event =>
      window.addEventListener(event, stop, { once: true, passive: true }),
    );
    return () => {
      stop();
      clearTimeout(timer);
      reading.forEach(event => window.removeEventListener(event, stop));
    };
  }, [isMeant]);
  return ref;
}
