import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { ButtonLink, Flex, Link, Text } from '@backstage/ui';
import {
  ResourceStatus,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section, useLinks } from '../shared';
import { Health } from './Health';
import { NothingRelated } from './NothingRelated';
import { Unresolved } from './Unresolved';
import { useRelated } from './useRelated';
import { useTabPath } from './useTabPath';
import styles from './catalog.module.css';
import { catalogTranslationRef } from './translation';

const SHOWN = 5;

/** What an entity has, in short. */
export function RelatedCard(props: { entity: Entity }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { entity } = props;
  const tab = useTabPath(entity);
  const data = useRelated(entity);
  const isThere = (data.value?.summary.total ?? 0) > 0;
  return (
    <Section
      title={t('relatedCard.infrastructure')}
      actions={
        isThere && (
          <ButtonLink size="small" variant="secondary" href={tab}>
            {t('relatedCard.showAll')}
          </ButtonLink>
        )
      }
    >
      <Loaded
        data={data}
        errorTitle={t('relatedCard.theInfrastructureCannotBeLoaded')}
      >
        {({ filter, summary, ...related }) => (
          <Flex direction="column" gap="3">
            <Unresolved related={related} />
            {summary.total === 0 ? (
              <NothingRelated entity={entity} />
            ) : (
              <>
                <Health
                  summary={summary}
                  href={query => (query ? `${tab}?${query}` : tab)}
                />
                <LatestResources filter={filter} />
              </>
            )}
          </Flex>
        )}
      </Loaded>
    </Section>
  );
}

/** Those that changed last. */
function LatestResources(props: { filter: string[] }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { filter } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const data = useAsyncData(
    signal =>
      api.listResources(
        { filter, orderBy: '-updatedAt', limit: SHOWN },
        { signal },
      ),
    [api, filter.join()],
  );
  return (
    <Loaded
      data={data}
      errorTitle={t('relatedCard.theResourcesCannotBeLoaded')}
    >
      {({ items }) => (
        <ul
          className={styles.list}
          aria-label={t('relatedCard.resourcesThatChangedLast')}
        >
          {items.map(resource => (
            <li key={resource.id} className={styles.item}>
              <Link href={links.resource(resource.id)}>{resource.name}</Link>
              <Text color="secondary">{resource.template.name}</Text>
              <ResourceStatus state={resource.state} status={resource.status} />
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
