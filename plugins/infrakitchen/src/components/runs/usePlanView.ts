import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import type { ChangeAction } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { PlanViewState } from '@infrakitchen/backstage-plugin-infrakitchen-react';

const TEXT = 'planFilter';
const ACTION = 'planAction';
const GROUP = 'planGroup';

/** Keeps what is shown of a plan in the URL, so that it can be shared. */
export function usePlanView(): {
  view: PlanViewState;
  onViewChange: (view: PlanViewState) => void;
} {
  const [params, setParams] = useSearchParams();
  const view = useMemo<PlanViewState>(
    () => ({
      text: params.get(TEXT) ?? '',
      actions: params.getAll(ACTION) as ChangeAction[],
      groupBy: params.get(GROUP) === 'module' ? 'module' : 'action',
    }),
    [params],
  );
  const onViewChange = useCallback(
    ({ text, actions, groupBy }: PlanViewState) =>
      setParams(
        old => {
          const next = new URLSearchParams(old);
          [TEXT, ACTION, GROUP].forEach(name => next.delete(name));
          if (text) {
            next.set(TEXT, text);
          }
          actions.forEach(action => next.append(ACTION, action));
          if (groupBy !== 'action') {
            next.set(GROUP, groupBy);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return { view, onViewChange };
}
