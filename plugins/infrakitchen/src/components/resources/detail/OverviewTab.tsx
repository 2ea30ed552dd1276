import { ButtonLink, Flex, Link } from '@backstage/ui';
import {
  ActorName,
  KeyValueList,
  TimeAgo,
  useAsyncData,
  useInfrakitchenApi,
  ValuesTable,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, Section, useLinks } from '../../shared';
import { ConnectedSection } from '../connections/ConnectedSection';
import { EntriesView } from './EntriesView';
import { OutputsSection } from './OutputsSection';
import { Relatives } from './Relatives';
import type { ResourceTabProps } from './ResourcePage';
import { StaleInputs } from './StaleInputs';
import { ValueErrors } from './ValueErrors';
import styles from './OverviewTab.module.css';

/** Values with their provenance, outputs, tags, and where it stands. */
export function OverviewTab(props: ResourceTabProps) {
  const { resource } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const effective = useAsyncData(
    signal => api.getEffectiveValues(resource.id, { signal }),
    // What is inherited may change with any run, the own part with a revision.
    [api, resource.id, resource.revision, resource.status],
  );
  return (
    <div className={styles.columns}>
      <div className={styles.main}>
        {resource.staleInputs && <StaleInputs resource={resource} />}
        {!resource.abstract && <OutputsSection resource={resource} />}
        <Loaded data={effective} errorTitle="The values cannot be loaded">
          {values => (
            <Flex direction="column" gap="4">
              <ValueErrors errors={values.errors} />
              {!resource.abstract && (
                <Section title="Values">
                  <ValuesTable
                    variables={values.variables}
                    label="Values of the resource"
                    resourceHref={other => links.resource(other.id)}
                  />
                </Section>
              )}
              <Section title="Tags">
                <EntriesView entries={values.tags} noun="tags" />
              </Section>
              <Section title="Configs">
                <EntriesView entries={values.configs} noun="configs" />
              </Section>
            </Flex>
          )}
        </Loaded>
      </div>
      <div className={styles.side}>
        <Section
          title="Parents and children"
          actions={
            <ButtonLink
              size="small"
              variant="secondary"
              href={links.newResource({ parentId: resource.id })}
            >
              Create child
            </ButtonLink>
          }
        >
          <Relatives resource={resource} />
        </Section>
        <ConnectedSection resource={resource} />
        <Section title="About">
          <KeyValueList
            items={[
              {
                label: 'Commit',
                value: resource.version && (
                  <code title={resource.version.commitSha}>
                    {resource.version.commitSha?.slice(0, 10)}
                  </code>
                ),
              },
              {
                label: 'Workspace',
                value: resource.workspace && (
                  <Link href={links.workspace(resource.workspace.id)}>
                    {resource.workspace.name}
                  </Link>
                ),
              },
              { label: 'Labels', value: resource.labels.join(', ') },
              {
                label: 'Deletion protection',
                value: resource.deletionProtection ? 'on' : 'off',
              },
              {
                label: 'Created by',
                value: <ActorName actor={resource.createdBy} />,
              },
              { label: 'Created', value: <TimeAgo at={resource.createdAt} /> },
              {
                label: 'Provisioned',
                value: resource.abstract ? undefined : (
                  <TimeAgo at={resource.provisionedAt} />
                ),
              },
              { label: 'Revision', value: String(resource.revision) },
            ]}
          />
        </Section>
      </div>
    </div>
  );
}
