import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import {
  ActorName,
  ApiErrorPanel,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useLinks } from '../shared';
import { cascadesTranslationRef } from './translation';
import { useLabels } from '../shared/useLabels';

const POLL_MS = 10_000;

/** Cascades that wait for approval; their own pages tell who may decide. */
export function WaitingCascades() {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const labels = useLabels();
  const api = useInfrakitchenApi();
  const links = useLinks();
  const { value, error, reload } = useAsyncData(
    signal =>
      api.listCascades({ filter: ['state=awaiting_approval'] }, { signal }),
    [api],
    { pollMs: () => POLL_MS },
  );
  if (error) {
    return (
      <ApiErrorPanel
        error={error}
        title={t('waitingCascades.theCascadesCannotBeLoaded')}
        onRetry={reload}
      />
    );
  }
  const waiting = value?.items ?? [];
  return waiting.length === 0 ? null : (
    <Section title={t('waitingCascades.cascadesThatWaitForOne')}>
      <Flex direction="column" gap="2">
        {waiting.map(cascade => (
          <Flex
            key={cascade.id}
            gap="2"
            align="baseline"
            style={{ flexWrap: 'wrap' }}
          >
            <Link href={links.cascade(cascade.id)}>
              {`${labels.cascadeKind(cascade.kind)} ${cascade.name}`}
            </Link>
            <Text variant="body-small" color="secondary">
              <ActorName actor={cascade.requestedBy} />,{' '}
              <TimeAgo at={cascade.createdAt} />
            </Text>
          </Flex>
        ))}
        {value?.nextCursor && (
          <Link href={`${links.cascades}?state=awaiting_approval`}>
            {t('waitingCascades.showAllThatWait')}
          </Link>
        )}
      </Flex>
    </Section>
  );
}
