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
  const { impact, resourceHref } = props;
  const { counts, list } = impact;
  if (list.error) {
    return (
      <ApiErrorPanel
        error={list.error}
        title="What changes below cannot be told"
        onRetry={list.reload}
      />
    );
  }
  if (!counts || !list.items) {
    return (
      <Text as="p" color="secondary" role="status">
        Looking for what changes…
      </Text>
    );
  }
  if (counts.total === 0 && !counts.truncated && list.items.length === 0) {
    return (
      <EmptyState
        title="Nothing below changes"
        description="No resource would get other inputs than it has now."
      />
    );
  }
  return (
    <Flex direction="column" gap="3">
      <Counts counts={counts} />
      <ul className={styles.items} aria-label="Resources that change">
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
  const { total, broken, truncated } = props.counts;
  const atLeast = truncated ? 'At least ' : '';
  return (
    <Flex gap="2" align="center" style={{ flexWrap: 'wrap' }}>
      <Text as="p" weight="bold" role="status">
        {atLeast}
        {total.toLocaleString('en')}{' '}
        {total === 1 ? 'resource changes' : 'resources change'}
      </Text>
      {broken > 0 && (
        <Chip tone="danger">{broken.toLocaleString('en')} would break</Chip>
      )}
    </Flex>
  );
}

function Item(props: {
  item: ImpactItem;
  resourceHref?: (resource: ResourceLink) => string;
}) {
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
        {state === 'provision' && <Chip>not provisioned</Chip>}
        {errors.length > 0 && <Chip tone="danger">would break</Chip>}
      </Flex>
      {errors.length > 0 && (
        <Alert
          status="danger"
          icon
          title="Its values would be refused"
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
        label={`Inputs of ${resource.name} that change`}
      />
    </Flex>
  );
}

function brokenFirst(items: ImpactItem[]): ImpactItem[] {
  const rank = ({ errors }: ImpactItem) => (errors.length > 0 ? 0 : 1);
  return [...items].sort((a, b) => rank(a) - rank(b));
}
