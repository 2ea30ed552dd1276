import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Text } from '@backstage/ui';
import {
  countByType,
  holdsData,
  type StateObject,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { resourcesDetailTranslationRef, type Translate } from './translation';

/** Objects whose types are counted; a state may have many thousands. */
const COUNTED = 200;
const SHOWN_TYPES = 8;

/** What is in the state of a resource, before it is destroyed. */
export function LostObjects(props: { resourceId: string }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resourceId } = props;
  const api = useInfrakitchenApi();
  const data = useAsyncData(
    async signal => {
      const [{ objectCount }, { items }] = await Promise.all([
        api.getResourceState(resourceId, { signal }),
        api.listStateObjects(resourceId, { limit: COUNTED }, { signal }),
      ]);
      return { total: Math.max(objectCount, items.length), objects: items };
    },
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
  return <Lost {...data.value} />;
}

function Lost(props: { total: number; objects: StateObject[] }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { total, objects } = props;
  if (total === 0) {
    return <Text as="p">{t('lostObjects.theStateIsEmpty')}</Text>;
  }
  const counts = countByType(objects);
  const withData = counts.filter(({ type }) => holdsData(type));
  const others = counts.filter(({ type }) => !holdsData(type));
  const types = typesText(t, [...withData, ...others]);
  return (
    <Flex direction="column" gap="1">
      <Text as="p" weight="bold" style={{ overflowWrap: 'anywhere' }}>
        {total > objects.length
          ? t('lostObjects.objectsAndMore', {
              count: total,
              counted: String(objects.length),
              types,
            })
          : t('lostObjects.objects', { count: total, types })}
      </Text>
      {withData.length > 0 && (
        <Text as="p" color="danger">
          {t('lostObjects.mostLikelyHoldData', {
            count: withData.reduce((sum, { count }) => sum + count, 0),
          })}
        </Text>
      )}
    </Flex>
  );
}

function typesText(
  t: Translate,
  counts: ReturnType<typeof countByType>,
): string {
  const shown = counts
    .slice(0, SHOWN_TYPES)
    .map(({ type, count }) =>
      t('lostObjects.numberOfType', { number: String(count), type }),
    )
    .join(', ');
  const left = counts.length - SHOWN_TYPES;
  return left > 0
    ? t('lostObjects.andMoreTypes', { types: shown, count: left })
    : shown;
}
