import { useCallback, useState } from 'react';

/** An action of the user that talks to the server. */
export interface PendingAction {
  /** Name of the action under way. */
  pending: string | undefined;
  error: Error | undefined;
  /** Runs an action; resolves to whether it worked. */
  run: (name: string, action: () => Promise<void>) => Promise<boolean>;
  clearError: () => void;
}

/** Keeps track of one action at a time and of what became of it. */
export function useAction(): PendingAction {
  const [pending, setPending] = useState<string>();
  const [error, setError] = useState<Error>();
  const run = useCallback(async (name: string, action: () => Promise<void>) => {
    setPending(name);
    setError(undefined);
    try {
      await action();
      return true;
    } catch (cause) {
      setError(cause as Error);
      return false;
    } finally {
      setPending(undefined);
    }
  }, []);
  const clearError = useCallback(() => setError(undefined), []);
  return { pending, error, run, clearError };
}
