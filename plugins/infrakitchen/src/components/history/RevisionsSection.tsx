import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import {
  Accordion,
  AccordionGroup,
  AccordionPanel,
  AccordionTrigger,
  Alert,
  Button,
  Flex,
} from '@backstage/ui';
import type {
  RestoreResult,
  Revision,
  RevisionKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  ConfirmDialog,
  EmptyState,
  JsonValueView,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useListParams } from '../shared';
import { changedKeys } from './changedKeys';
import { RevisionComparer } from './RevisionComparer';
import { historyTranslationRef } from './translation';
import { useLabels } from '../shared/useLabels';

/** Snapshots of a record: what changed, any two compared, and the way back. */
export function RevisionsSection(props: {
  title?: string;
  kind: RevisionKind;
  id: string;
  /** The newest revision that the page has seen. */
  revision: number;
  onRestored: () => Promise<void>;
}) {
  const { t } = useTranslationRef(historyTranslationRef);
  const labels = useLabels();
  const { kind, id, revision: newest, onRestored } = props;
  const api = useInfrakitchenApi();
  const params = useListParams('revisions');
  const [restoring, setRestoring] = useState<Revision>();
  const [restored, setRestored] = useState<RestoreResult & { from: number }>();
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listRevisions(kind, id, { cursor }, { signal }),
    queryKey: `${kind}:${id}:${newest}`,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const revisions = list.items ?? [];
  return (
    <Section title={props.title ?? t('revisionsSection.revisions')}>
      <Flex direction="column" gap="4">
        {list.error && (
          <ApiErrorPanel
            error={list.error}
            title={t('revisionsSection.theRevisionsCannotBeLoaded')}
            onRetry={list.reload}
          />
        )}
        {restored && <Restored result={restored} />}
        {list.items?.length === 0 && (
          <EmptyState title={t('revisionsSection.noRevisionsYet')} />
        )}
        {revisions.length > 1 && (
          <RevisionComparer kind={kind} id={id} revisions={revisions} />
        )}
        <AccordionGroup>
          {revisions.map((revision, index) => (
            <Accordion key={revision.revision}>
              <AccordionTrigger
                title={t('revisionsSection.revisionRevision', {
                  revision: String(revision.revision),
                })}
                subtitle={`${labels.actor(revision.createdBy)}, ${new Date(
                  revision.createdAt,
                ).toLocaleString()}`}
              />
              <AccordionPanel>
                <Flex direction="column" gap="3">
                  <RevisionView
                    revision={revision}
                    previous={revisions[index + 1]}
                  />
                  {revision.revision < newest && (
                    <div>
                      <Button
                        variant="secondary"
                        size="small"
                        onPress={() => setRestoring(revision)}
                      >
                        {t('revisionsSection.restoreRevisionRevision', {
                          revision: String(revision.revision),
                        })}
                      </Button>
                    </div>
                  )}
                </Flex>
              </AccordionPanel>
            </Accordion>
          ))}
        </AccordionGroup>
        <PageControls list={list} />
      </Flex>
      {restoring && (
        <ConfirmDialog
          isOpen
          title={t('revisionsSection.restoreRevisionRevision', {
            revision: String(restoring.revision),
          })}
          confirmLabel={t('revisionsSection.restore')}
          onClose={() => setRestoring(undefined)}
          onConfirm={async () => {
            const result = await api.restoreRevision(
              kind,
              id,
              restoring.revision,
              { revision: newest },
            );
            setRestored({ ...result, from: restoring.revision });
            await onRestored();
          }}
        >
          {kind === 'resource'
            ? t('revisionsSection.whatItWasThenBecomes')
            : t('revisionsSection.asItWasWithRules')}
        </ConfirmDialog>
      )}
    </Section>
  );
}

function Restored(props: { result: RestoreResult & { from: number } }) {
  const { t } = useTranslationRef(historyTranslationRef);
  const { from, fields, skipped } = props.result;
  return (
    <div role="status">
      <Alert
        status={skipped.length > 0 ? 'warning' : 'success'}
        icon
        title={
          fields.length > 0
            ? t('revisionsSection.restoredFromRevision', {
                from: String(from),
                fields: fields.join(', '),
              })
            : t('revisionsSection.nothingDifferedFromRevisionFrom', {
                from: String(from),
              })
        }
        description={
          skipped.length > 0
            ? t('revisionsSection.notRestored', {
                fields: skipped.join(', '),
              })
            : undefined
        }
      />
    </div>
  );
}

function RevisionView(props: { revision: Revision; previous?: Revision }) {
  const { t } = useTranslationRef(historyTranslationRef);
  const { revision, previous } = props;
  const changed = previous
    ? changedKeys(previous.snapshot, revision.snapshot)
    : [];
  return (
    <div>
      {changed.length > 0 && (
        <ul
          aria-label={t('revisionsSection.changesOfRevisionRevision', {
            revision: String(revision.revision),
          })}
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
    </div>
  );
}
