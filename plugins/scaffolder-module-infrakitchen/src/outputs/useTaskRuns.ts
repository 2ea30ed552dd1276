import { useCallback, useEffect, useRef, useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { scaffolderApiRef } from '@backstage/plugin-scaffolder-react';
import { runsNamed } from '@infrakitchen/backstage-plugin-infrakitchen-common';

const RETRY_MS = 5_000;

/**
 * The runs that a task has started, in their order.
 *
 * The task's log tells of them. It is read until it names a run, and on once
 * that run is over: browsers allow few connections at a time, and the task's
 * page and the run itself hold some already.
 */
export function useTaskRuns(taskId: string | undefined): {
  runIds: string[];
  /** To be called when the run that was found last is over. */
  goOn: () => void;
} {
  const scaffolder = useApi(scaffolderApiRef);
  const [runIds, setRunIds] = useState<string[]>([]);
  const [isReading, setReading] = useState(true);
  const [attempt, setAttempt] = useState(0);
  const position = useRef<{ after?: number; isOver: boolean }>({
    isOver: false,
  });

  useEffect(() => {
    position.current = { isOver: false };
    setRunIds([]);
    setReading(true);
  }, [taskId]);

  useEffect(() => {
    if (!taskId || !isReading || position.current.isOver) {
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const subscription = scaffolder
      .streamLogs({ taskId, after: position.current.after })
      .subscribe({
        next: event => {
          position.current.after = event.id;
          if (event.type === 'completion') {
            position.current.isOver = true;
            setReading(false);
          }
          const named = runsNamed([String(event.body?.message ?? '')]);
          setRunIds(known => {
            const fresh = named.filter(id => !known.includes(id));
            if (fresh.length === 0) {
              return known;
            }
            setReading(false);
            return [...known, ...fresh];
          });
        },
        error: () => {
          timer = setTimeout(() => setAttempt(n => n + 1), RETRY_MS);
        },
      });
    return () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    };
  }, [scaffolder, taskId, isReading, attempt]);

  const goOn = useCallback(() => setReading(true), []);
  return { runIds, goOn };
}
