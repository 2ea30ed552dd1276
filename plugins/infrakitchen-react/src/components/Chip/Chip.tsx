import type { ReactElement, ReactNode } from 'react';
import styles from './Chip.module.css';

/** How a {@link Chip} is coloured. @public */
export type ChipTone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/**
 * A small label with an icon. The text says what the colour says.
 *
 * @public
 */
export function Chip(props: {
  tone?: ChipTone;
  icon?: ReactElement;
  /** Turns the icon, for something that is under way. */
  spinning?: boolean;
  title?: string;
  children: ReactNode;
}) {
  const { tone = 'neutral', icon, spinning, title, children } = props;
  const classes = [
    styles.chip,
    tone === 'neutral' ? undefined : styles[tone],
    spinning ? styles.spin : undefined,
  ];
  return (
    <span className={classes.filter(Boolean).join(' ')} title={title}>
      {icon && (
        <span aria-hidden="true" style={{ display: 'inline-flex' }}>
          {icon}
        </span>
      )}
      <span>{children}</span>
    </span>
  );
}
