import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Text } from '@backstage/ui';
import type { CascadeDetail } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import styles from './LevelProgress.module.css';
import { cascadesTranslationRef } from './translation';

/** How far each level is, in the order in which they are reached. */
export function LevelProgress(props: { levels: CascadeDetail['levels'] }) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  return (
    <ol
      className={styles.levels}
      aria-label={t('levelProgress.progressByLevel')}
    >
      {props.levels.map(({ level, total, done, failed, active }) => (
        <li key={level} className={styles.level}>
          <Text variant="body-small">
            {t('levelProgress.level', { level: String(level + 1) })}
          </Text>
          <progress
            aria-label={t('levelProgress.doneAtLevel', {
              level: String(level + 1),
            })}
            value={done}
            max={total}
          />
          <Text variant="body-small">
            {t('levelProgress.doneOfTotal', {
              done: String(done),
              total: String(total),
            })}
          </Text>
          {active > 0 && (
            <Chip tone="info">
              {t('levelProgress.underWay', { active: String(active) })}
            </Chip>
          )}
          {failed > 0 && (
            <Chip tone="danger">
              {t('levelProgress.failed', { failed: String(failed) })}
            </Chip>
          )}
        </li>
      ))}
    </ol>
  );
}
