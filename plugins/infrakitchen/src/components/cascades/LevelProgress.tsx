import { Text } from '@backstage/ui';
import type { CascadeDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import styles from './LevelProgress.module.css';

/** How far each level is, in the order in which they are reached. */
export function LevelProgress(props: { levels: CascadeDetail['levels'] }) {
  return (
    <ol className={styles.levels} aria-label="Progress by level">
      {props.levels.map(({ level, total, done, failed, active }) => (
        <li key={level} className={styles.level}>
          <Text variant="body-small">Level {level + 1}</Text>
          <progress
            aria-label={`Done at level ${level + 1}`}
            value={done}
            max={total}
          />
          <Text variant="body-small">
            {done} of {total}
          </Text>
          {active > 0 && <Chip tone="info">{active} under way</Chip>}
          {failed > 0 && <Chip tone="danger">{failed} failed</Chip>}
        </li>
      ))}
    </ol>
  );
}
