import { useEffect, useState } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { infrakitchenApiRef } from '@infrakitchen/backstage-plugin-infrakitchen-react';

const POLL_MS = 60_000;
/** More than these are too many to count. */
const MOST = 20;

/** How many plans wait for the reader, such as `3` or `20+`. */
export function useWaitingApprovals(): string | undefined {
  const api = useApi(infrakitchenApiRef);
  const [count, setCount] = useState<string>();
  useEffect(() => {
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      try {
        const { items, nextCursor } = await api.listApprovals(
          { waiting: 'me', limit: MOST },
          { signal: controller.signal },
        );
        setCount(
          items.length > 0
            ? `${items.length}${nextCursor ? '+' : ''}`
            : undefined,
        );
      } catch {
        // A number that may be wrong is worse than none.
        if (!controller.signal.aborted) {
          setCount(undefined);
        }
      }
      if (!controller.signal.aborted) {
        timer = setTimeout(look, POLL_MS);
      }
    };
    look();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [api]);
  return count;
}
