import { useState } from 'react';
import {
  Accordion,
  AccordionGroup,
  AccordionPanel,
  AccordionTrigger,
} from '@backstage/ui';

import type {
  Resource,
  Revision,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorText,
  ApiErrorPanel,
  EmptyState,
  JsonValueView,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section } from '../../shared';
import { changedKeys } from './changedKeys';

/** Snapshots of the resource, each with what changed since the one before. */
export function RevisionsSection(props: { resource: Resource }) {
  const { resource } = props;
  const api = useInfrakitchenApi();
  const [cursors, setCursors] = useState<string[]>([]);
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listResourceRevisions(resource.id, { cursor }, { signal }),
    queryKey: `${resource.id}:${resource.revision}`,
    cursors,
    onCursorsChange: setCursors,
  });
  const revisions = list.items ?? [];
  return (
    <Section title="Revisions">
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title="The revisions cannot be loaded"
          onRetry={list.reload}
        />
      )}
      {list.items?.length === 0 && <EmptyState title="No revisions yet" />}
      <AccordionGroup>
        {revisions.map((revision, index) => (
          <Accordion key={revision.revision}>
            <AccordionTrigger
              title={`Revision ${revision.revision}`}
              subtitle={`${actorText(revision.createdBy)}, ${new Date(
                revision.createdAt,
              ).toLocaleString()}`}
            />
            <AccordionPanel>
              <RevisionView
                revision={revision}
                previous={revisions[index + 1]}
              />
            </AccordionPanel>
          </Accordion>
        ))}
      </AccordionGroup>
      <PageControls list={list} />
    </Section>
  );
}

function RevisionView(props: { revision: Revision; previous?: Revision }) {
  const { revision, previous } = props;
  const changed = previous
    ? changedKeys(previous.snapshot, revision.snapshot)
    : [];
  return (
    <>
      {changed.length > 0 && (
        <ul
          aria-label={`Changes of revision ${revision.revision}`}
          style={{ marginTop: 0 }}
        >
          {changed.map(({ key, before, after }) => (
            <li key={key}>
              <code>{key}</code>: <JsonValueView value={before} /> →{' '}
              <JsonValueView value={after} />
            </li>
          ))}
        </ul>
      )}
      <JsonValueView value={revision.snapshot} />
    </>
  );
}
