import { useMemo, useState } from 'react';
import { Flex, Select, Text } from '@backstage/ui';
import type {
  Revision,
  RevisionKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  actorText,
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { FieldDiff, Loaded } from '../shared';

/** Compares any two revisions of a record. */
export function RevisionComparer(props: {
  kind: RevisionKind;
  id: string;
  /** Those of the present page of the list, newest first. */
  revisions: Revision[];
}) {
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
            label: `Revision ${number}`,
            description:
              known &&
              `${actorText(known.createdBy)}, ${new Date(
                known.createdAt,
              ).toLocaleString()}`,
          };
        }),
    [revisions, from, to],
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
    <section aria-label="Compare revisions">
      <Flex direction="column" gap="3">
        <Flex gap="3" style={{ flexWrap: 'wrap' }}>
          <Select
            label="Compare revision"
            placeholder="Choose one"
            options={options}
            value={from === undefined ? null : String(from)}
            onChange={key => setFrom(Number(key))}
          />
          <Select
            label="With revision"
            placeholder="Choose one"
            options={options}
            value={to === undefined ? null : String(to)}
            onChange={key => setTo(Number(key))}
          />
        </Flex>
        {from !== undefined && from === to && (
          <Text color="secondary">Choose two different revisions.</Text>
        )}
        {chosen && (
          <Loaded data={data} errorTitle="The revisions cannot be compared">
            {({ fields }) =>
              fields.length === 0 ? (
                <EmptyState title="The two revisions are the same" />
              ) : (
                <FieldDiff
                  label={`Revision ${from} and revision ${to}`}
                  fields={fields}
                  beforeLabel={`Revision ${from}`}
                  afterLabel={`Revision ${to}`}
                />
              )
            }
          </Loaded>
        )}
      </Flex>
    </section>
  );
}
