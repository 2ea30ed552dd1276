import { Flex, Link, Text } from '@backstage/ui';
import type { Resource } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ResourceStatus,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useLinks } from '../../shared';
import styles from './Relatives.module.css';

/** Children that are shown; the list of resources has them all. */
const LIMIT = 20;

/** Parents and children of a resource. */
export function Relatives(props: { resource: Resource }) {
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
          Parents
        </Text>
        {resource.parents.length === 0 ? (
          <Text color="secondary">None: it stands at the top.</Text>
        ) : (
          <ul aria-label="Parents" className={styles.list}>
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
          Children
        </Text>
        <Loaded data={children} errorTitle="The children cannot be loaded">
          {page =>
            page.items.length === 0 ? (
              <Text color="secondary">None.</Text>
            ) : (
              <ul aria-label="Children" className={styles.list}>
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
                      Show all in the hierarchy
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
