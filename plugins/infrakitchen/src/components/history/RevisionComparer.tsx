import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo, useState } from 'react';
import { Flex, Select, Text } from '@backstage/ui';
import type {
  Revision,
  RevisionKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { FieldDiff, Loaded } from '../shared';
import { historyTranslationRef } from './translation';
import { useLabels } from '../shared/useLabels';

/** Compares any two revisions of a record. */
export function RevisionComparer(props: {
  kind: RevisionKind;
  id: string;
  /** Those of the present page of the list, newest first. */
  revisions: Revision[];
}) {
  const { t } = useTranslationRef(historyTranslationRef);
  const labels = useLabels();
  const { kind, id, revisions } = props;
  const api = useInfrakitchenApi();
  const [from, setFrom] = useState<number>();
  const [to, setTo] = useState<number>();
  const options = useMemo(
    () =>
      // A choice stays when the list turns to another page.
      [
        ...new Set([
          ...revisions.map(({ revision }) => revision),
          ...[from, to].filter(chosen => chosen !== undefined),
        ]),
      ]
        .sort((a, b) => b - a)
        .map(number => {
          const known = revisions.find(({ revision }) => revision === number);
          return {
            id: String(number),
            label: t('revisionComparer.revisionNumber', {
              number: String(number),
            }),
            description:
              known &&
              `${labels.actor(known.createdBy)}, ${new Date(
                known.createdAt,
              ).toLocaleString()}`,
          };
        }),
    [revisions, from, to, t, labels],
  );
  const chosen = from !== undefined && to !== undefined && from !== to;
  const data = useAsyncData(
    async signal =>
      chosen
        ? api.compareRevisions(kind, id, { from, to }, { signal })
        : undefined,
    [api, kind, id, from, to],
  );
  return (
    <section aria-label={t('revisionComparer.compareRevisions')}>
      <Flex direction="column" gap="3">
        <Flex gap="3" style={{ flexWrap: 'wrap' }}>
          <Select
            label={t('revisionComparer.compareRevision')}
            placeholder={t('revisionComparer.chooseOne')}
            options={options}
            value={from === undefined ? null : String(from)}
            onChange={key => setFrom(Number(key))}
          />
          <Select
            label={t('revisionComparer.withRevision')}
            placeholder={t('revisionComparer.chooseOne')}
            options={options}
            value={to === undefined ? null : String(to)}
            onChange={key => setTo(Number(key))}
          />
        </Flex>
        {from !== undefined && from === to && (
          <Text color="secondary">
            {t('revisionComparer.chooseTwoDifferentRevisions')}
          </Text>
        )}
        {chosen && (
          <Loaded
            data={data}
            errorTitle={t('revisionComparer.theRevisionsCannotBeCompared')}
          >
            {({ fields }) =>
              fields.length === 0 ? (
                <EmptyState
                  title={t('revisionComparer.theTwoRevisionsAreThe')}
                />
              ) : (
                <FieldDiff
                  label={t('revisionComparer.revisionFromAndRevisionTo', {
                    from: String(from),
                    to: String(to),
                  })}
                  fields={fields}
                  beforeLabel={t('revisionComparer.revisionFrom', {
                    from: String(from),
                  })}
                  afterLabel={t('revisionComparer.revisionTo', {
                    to: String(to),
                  })}
                />
              )
            }
          </Loaded>
        )}
      </Flex>
    </section>
  );
}
