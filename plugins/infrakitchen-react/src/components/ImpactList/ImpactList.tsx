import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Flex, Link, Text } from '@backstage/ui';
import type {
  ImpactItem,
  ResourceLink,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Impact } from '../../hooks';
import { ApiErrorPanel } from '../ApiErrorPanel';
import { Chip } from '../Chip';
import { EmptyState } from '../EmptyState';
import { PageControls } from '../PageControls';
import { ImpactChanges } from './ImpactChanges';
import styles from './ImpactList.module.css';
import { impactListTranslationRef } from './translation';

/**
 * Which resources an edit would change, and what of each: the counts first, on
 * each page those on top that would break.
 *
 * @public
 */
export function ImpactList(props: {
  impact: Impact;
  resourceHref?: (resource: ResourceLink) => string;
}) {
  const { t } = useTranslationRef(impactListTranslationRef);
  const { impact, resourceHref } = props;
  const { counts, list } = impact;
  if (list.error) {
    return (
      <ApiErrorPanel
        error={list.error}
        title={t('impactList.failed')}
        onRetry={list.reload}
      />
    );
  }
  if (!counts || !list.items) {
    return (
      <Text as="p" color="secondary" role="status">
        {t('impactList.loading')}
      </Text>
    );
  }
  if (counts.total === 0 && !counts.truncated && list.items.length === 0) {
    return (
      <EmptyState
        title={t('impactList.nothingTitle')}
        description={t('impactList.nothingDescription')}
      />
    );
  }
  return (
    <Flex direction="column" gap="3">
      <Counts counts={counts} />
      <ul className={styles.items} aria-label={t('impactList.resources')}>
        {brokenFirst(list.items).map(item => (
          <li key={item.resource.id}>
            <Item item={item} resourceHref={resourceHref} />
          </li>
        ))}
      </ul>
      <PageControls list={list} />
    </Flex>
  );
}

function Counts(props: { counts: NonNullable<Impact['counts']> }) {
  const { t } = useTranslationRef(impactListTranslationRef);
  const { total, broken, truncated } = props.counts;
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      <Text as="p" weight="bold" role="status">
        {t(truncated ? 'impactList.changingAtLeast' : 'impactList.changing', {
          count: total,
        })}
      </Text>
      {broken > 0 && (
        <Chip tone="danger">{t('impactList.breaking', { count: broken })}</Chip>
      )}
    </Flex>
  );
}

function Item(props: {
  item: ImpactItem;
  resourceHref?: (resource: ResourceLink) => string;
}) {
  const { t } = useTranslationRef(impactListTranslationRef);
  const { item, resourceHref } = props;
  const { resource, state, errors, changes } = item;
  return (
    <Flex direction="column" gap="1">
      <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
        {resourceHref ? (
          <Link href={resourceHref(resource)}>{resource.name}</Link>
        ) : (
          <strong>{resource.name}</strong>
        )}
        <Text variant="body-small" color="secondary">
          {resource.templateName}
        </Text>
        {state === 'provision' && <Chip>{t('item.notProvisioned')}</Chip>}
        {errors.length > 0 && <Chip tone="danger">{t('item.wouldBreak')}</Chip>}
      </Flex>
      {errors.length > 0 && (
        <Alert
          status="danger"
          icon
          title={t('item.valuesRefused')}
          description={
            <ul className={styles.errors}>
              {errors.map((error, index) => (
                <li key={index}>{error.message}</li>
              ))}
            </ul>
          }
        />
      )}
      <ImpactChanges
        changes={changes}
        label={t('item.inputs', { name: resource.name })}
      />
    </Flex>
  );
}

function brokenFirst(items: ImpactItem[]): ImpactItem[] {
  const rank = ({ errors }: ImpactItem) => (errors.length > 0 ? 0 : 1);
  return [...items].sort((a, b) => rank(a) - rank(b));
}
