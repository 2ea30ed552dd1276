import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import type { StateSummary } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { resourcesDetailTranslationRef, type Translate } from './translation';

const SHOWN_TYPES = 8;

/** What is in the state of a resource, before it is destroyed. */
export function LostObjects(props: { resourceId: string }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resourceId } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    signal => api.getStateSummary(resourceId, { signal }),
    [api, resourceId],
  );
  if (data.error) {
    return (
      <ApiErrorPanel
        error={data.error}
        title={t('lostObjects.itIsNotKnownWhat')}
        onRetry={data.reload}
      />
    );
  }
  if (!data.value) {
    return (
      <Text as="p" variant="body-small" color="secondary" role="status">
        {t('lostObjects.askingWhatIsLost')}
      </Text>
    );
  }
  return <Lost summary={data.value} />;
}

function Lost(props: { summary: StateSummary }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { summary } = props;
  const { objectCount, holdingData } = summary;
  if (objectCount === 0) {
    return <Text as="p">{t('lostObjects.theStateIsEmpty')}</Text>;
  }
  return (
    <Flex direction="column" gap="1">
      <Text as="p" weight="bold" style={{ overflowWrap: 'anywhere' }}>
        {t('lostObjects.objects', {
          count: objectCount,
          types: typesText(t, summary),
        })}
      </Text>
      {holdingData > 0 && (
        <Text as="p" color="danger">
          {t('lostObjects.mostLikelyHoldData', { count: holdingData })}
        </Text>
      )}
    </Flex>
  );
}

function typesText(t: Translate, { types, moreTypes }: StateSummary): string {
  const shown = types
    .slice(0, SHOWN_TYPES)
    .map(({ type, count }) =>
      t('lostObjects.numberOfType', { number: String(count), type }),
    )
    .join(', ');
  const left = moreTypes + Math.max(0, types.length - SHOWN_TYPES);
  return left > 0
    ? t('lostObjects.andMoreTypes', { types: shown, count: left })
    : shown;
}
