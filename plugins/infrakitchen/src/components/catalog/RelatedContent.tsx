import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import { Flex, Text } from '@backstage/ui';
import { ResourcesTable } from '../resources/ResourcesTable';
import { Loaded, Section } from '../shared';
import { Health } from './Health';
import { NothingRelated } from './NothingRelated';
import { presetOf } from './presetOf';
import { Unresolved } from './Unresolved';
import { useRelated } from './useRelated';
import { WaitingPlans } from './WaitingPlans';
import styles from './catalog.module.css';
import { catalogTranslationRef } from './translation';
import { CreateResourceLink } from '../shared';

/** So many are seen at a glance. */
const FEW = 10;

/** What an entity has: its health, what waits for somebody, and the list. */
export function RelatedContent(props: { entity: Entity }) {
  const { t } = useTranslationRef(catalogTranslationRef);
  const { entity } = props;
  const data = useRelated(entity);
  return (
    <Loaded
      data={data}
      errorTitle={t('relatedContent.theInfrastructureCannotBeLoaded')}
    >
      {({ filter, summary, ...related }) => (
        <Flex direction="column" gap="4">
          <Unresolved related={related} />
          {summary.total === 0 ? (
            <Section title={t('relatedContent.infrastructure')}>
              <NothingRelated entity={entity} />
            </Section>
          ) : (
            <>
              <Health
                summary={summary}
                href={query => (query ? `?${query}` : '?')}
              />
              <WaitingPlans filter={filter} onChanged={data.reload} />
              <div className={styles.heading}>
                <Text as="h3" variant="title-x-small">
                  {t('relatedContent.resources')}
                </Text>
                <CreateResourceLink
                  preset={presetOf(entity)}
                  variant="secondary"
                  size="small"
                >
                  {t('relatedContent.createResource')}
                </CreateResourceLink>
              </div>
              <ResourcesTable within={filter} isShort={summary.total <= FEW} />
            </>
          )}
        </Flex>
      )}
    </Loaded>
  );
}
