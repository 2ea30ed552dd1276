import type { CSSProperties } from 'react';

/**
 * For destructive buttons. In dark themes the red of Backstage UI is too light
 * for the white text on it; that of light themes fits both.
 */
export const readableDanger = {
  '--bg-solid-danger': '#dc2626',
  '--bg-solid-danger-hover': '#b91c1c',
} as CSSProperties;
