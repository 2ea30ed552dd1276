import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import {
  initialRunLogView,
  type RunLogView,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

const SEARCH = 'logSearch';
const LEVEL = 'logLevel';

/** Keeps what is shown of a log in the URL, so that it can be shared. */
export function useLogView(): {
  view: RunLogView;
  onViewChange: (view: RunLogView) => void;
} {
  const [params, setParams] = useSearchParams();
  const view = useMemo(
    (): RunLogView => ({
      search: params.get(SEARCH) ?? initialRunLogView.search,
      level:
        (params.get(LEVEL) as RunLogView['level']) ?? initialRunLogView.level,
    }),
    [params],
  );
  const onViewChange = useCallback(
    ({ search, level }: RunLogView) =>
      setParams(
        old => {
          const next = new URLSearchParams(old);
          next.delete(SEARCH);
          next.delete(LEVEL);
          if (search) {
            next.set(SEARCH, search);
          }
          if (level !== initialRunLogView.level) {
            next.set(LEVEL, level);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { view, onViewChange };
}
