import type { ReactNode } from 'react';
import { Card, CardBody, CardHeader, Text } from '@backstage/ui';
import styles from './Section.module.css';
import { usePlace } from './usePlace';

/** A titled part of a page. */
export function Section(props: {
  title: string;
  /** What links to this part of the page end with, after `#`. */
  id?: string;
  actions?: ReactNode;
  /** Fields in lines that one can read; wide screens would stretch them. */
  form?: boolean;
  children: ReactNode;
}) {
  const place = usePlace<HTMLElement>(props.id);
  return (
    <section
      ref={place}
      id={props.id}
      aria-label={props.title}
      className={props.form ? styles.form : undefined}
    >
      <Card>
        <CardHeader>
          <div className={styles.header}>
            <Text as="h3" variant="title-x-small">
              {props.title}
            </Text>
            {props.actions}
          </div>
        </CardHeader>
        <CardBody>{props.children}</CardBody>
      </Card>
    </section>
  );
}
