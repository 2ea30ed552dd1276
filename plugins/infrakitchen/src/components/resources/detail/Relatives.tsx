import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Flex, Link, Text } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ResourceStatus,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useLinks } from '../../shared';
import styles from './Relatives.module.css';
import { resourcesDetailTranslationRef } from './translation';

/** Children that are shown; the list of resources has them all. */
const LIMIT = 20;

/** Parents and children of a resource. */
export function Relatives(props: { resource: Resource }) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const children = useAsyncData(
    signal =>
      api.listResources(
        {
          filter: [`parentId=${resource.id}`, 'living=true'],
          orderBy: 'name',
          limit: LIMIT,
        },
        { signal },
      ),
    [api, resource.id],
  );
  return (
    <Flex direction="column" gap="3">
      <div>
        <Text as="h4" weight="bold">
          {t('relatives.parents')}
        </Text>
        {resource.parents.length === 0 ? (
          <Text color="secondary">{t('relatives.noneItStandsAtThe')}</Text>
        ) : (
          <ul aria-label={t('relatives.parents')} className={styles.list}>
            {resource.parents.map(parent => (
              <li key={parent.id} className={styles.item}>
                <Link href={links.resource(parent.id)}>{parent.name}</Link>
                <Text color="secondary">{parent.templateName}</Text>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div>
        <Text as="h4" weight="bold">
          {t('relatives.children')}
        </Text>
        <Loaded
          data={children}
          errorTitle={t('relatives.theChildrenCannotBeLoaded')}
        >
          {page =>
            page.items.length === 0 ? (
              <Text color="secondary">{t('relatives.none')}</Text>
            ) : (
              <ul aria-label={t('relatives.children')} className={styles.list}>
                {page.items.map(child => (
                  <li key={child.id} className={styles.item}>
                    <Link href={links.resource(child.id)}>{child.name}</Link>
                    <Text color="secondary">{child.template.name}</Text>
                    <ResourceStatus state={child.state} status={child.status} />
                  </li>
                ))}
                {page.nextCursor && (
                  <li>
                    <Link href={links.resource(resource.id, 'hierarchy')}>
                      {t('relatives.showAllInTheHierarchy')}
                    </Link>
                  </li>
                )}
              </ul>
            )
          }
        </Loaded>
      </div>
    </Flex>
  );
}
