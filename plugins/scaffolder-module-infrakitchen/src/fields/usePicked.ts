import { useState } from 'react';
import {
  useAsyncData,
  type PickedOption,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

/**
 * What is picked, with the label that people know it by. What was picked here is
 * known; what a link or an earlier step has brought is asked for.
 */
export function usePicked(
  id: string | undefined,
  label: (id: string, signal: AbortSignal) => Promise<string | undefined>,
): {
  value: PickedOption | undefined;
  error: Error | undefined;
  /** Takes note of what somebody picks. */
  note: (option: PickedOption | undefined) => void;
} {
  const [picked, setPicked] = useState<PickedOption>();
  const isKnown = picked !== undefined && picked.id === id;
  const found = useAsyncData(
    async signal => (id && !isKnown ? label(id, signal) : undefined),
    [id, isKnown],
  );
  if (!id) {
    return { value: undefined, error: undefined, note: setPicked };
  }
  return {
    value: isKnown ? picked : { id, label: found.value ?? id },
    error: isKnown ? undefined : found.error,
    note: setPicked,
  };
}
