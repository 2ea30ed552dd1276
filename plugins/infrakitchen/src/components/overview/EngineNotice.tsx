import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Text } from '@backstage/ui';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { overviewTranslationRef } from './translation';

type Engine = Overview['engine'];

/** Which engine runs. */
export function EngineInUse(props: { engine: Engine }) {
  const { t } = useTranslationRef(overviewTranslationRef);
  const { engine } = props;
  return engine.available ? (
    <Text variant="body-small" color="secondary">
      {t('engineNotice.engine')}{' '}
      {engine.kind === 'tofu'
        ? t('engineNotice.openTofu')
        : t('engineNotice.terraform')}{' '}
      {engine.version}
    </Text>
  ) : null;
}

/** How to get an engine where there is none. */
export function MissingEngine(props: { engine: Engine }) {
  const { t } = useTranslationRef(overviewTranslationRef);
  const { engine } = props;
  if (engine.available) {
    return null;
  }
  return (
    <Alert
      status="warning"
      icon
      title={t('engineNotice.noEngineIsAvailableSo')}
      description={
        <>
          {engine.message && <Text as="p">{engine.message}</Text>}
          <Text as="p">
            {t('engineNotice.installAnEngine', {
              setting: <code>infrakitchen.engine.binary</code>,
            })}
          </Text>
        </>
      }
    />
  );
}
