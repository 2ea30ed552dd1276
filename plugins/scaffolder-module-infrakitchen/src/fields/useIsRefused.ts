import { useState } from 'react';

/**
 * Whether errors are about what a field has now. A form keeps them until it is
 * sent again, and browsers send none with an invalid field: one that was changed
 * since must not hold it back.
 */
export function useIsRefused(
  rawErrors: string[] | undefined,
  value: string | undefined,
): boolean {
  const errors = rawErrors?.join('\n') ?? '';
  const [refused, setRefused] = useState({ errors, value });
  if (refused.errors !== errors) {
    setRefused({ errors, value });
  }
  return errors !== '' && refused.value === value;
}
