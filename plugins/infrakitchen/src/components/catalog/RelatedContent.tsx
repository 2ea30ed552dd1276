import type { Entity } from '@backstage/catalog-model';
import { ButtonLink, Flex } from '@backstage/ui';
import { ResourcesTable } from '../resources/ResourcesTable';
import { Loaded, Section, useLinks } from '../shared';
import { Health } from './Health';
import { NothingRelated } from './NothingRelated';
import { presetOf } from './presetOf';
import { Unresolved } from './Unresolved';
import { useRelated } from './useRelated';
import { WaitingPlans } from './WaitingPlans';

/** What an entity has: its health, what waits for somebody, and the list. */
export function RelatedContent(props: { entity: Entity }) {
  const { entity } = props;
  const links = useLinks();
  const data = useRelated(entity);
  return (
    <Loaded data={data} errorTitle="The infrastructure cannot be loaded">
      {({ filter, summary, ...related }) => (
        <Flex direction="column" gap="4">
          <Unresolved related={related} />
          {summary.total === 0 ? (
            <Section title="Infrastructure">
              <NothingRelated entity={entity} />
            </Section>
          ) : (
            <>
              <Health
                summary={summary}
                href={query => (query ? `?${query}` : '?')}
              />
              <WaitingPlans filter={filter} onChanged={data.reload} />
              <Section
                title="Resources"
                actions={
                  <ButtonLink
                    size="small"
                    variant="secondary"
                    href={links.newResource(presetOf(entity))}
                  >
                    Create resource
                  </ButtonLink>
                }
              >
                <ResourcesTable within={filter} />
              </Section>
            </>
          )}
        </Flex>
      )}
    </Loaded>
  );
}
