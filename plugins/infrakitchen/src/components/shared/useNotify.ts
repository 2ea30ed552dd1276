import { useCallback } from 'react';
import { toastApiRef, useApiHolder } from '@backstage/frontend-plugin-api';

/** Says in passing that something worked. Apps without toasts stay silent. */
export function useNotify(): (title: string) => void {
  const toasts = useApiHolder().get(toastApiRef);
  return useCallback(
    title => toasts?.post({ title, status: 'success', timeout: 5000 }),
    [toasts],
  );
}
