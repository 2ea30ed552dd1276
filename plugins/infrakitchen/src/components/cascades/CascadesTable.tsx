import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo, type ReactNode } from 'react';
import { Link } from '@backstage/ui';
import type { Cascade } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  CascadeStateChip,
  DataTable,
  TimeAgo,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks, type Links } from '../shared';
import { cascadesTranslationRef, type Translate } from './translation';
import { useLabels, type Labels } from '../shared/useLabels';

/** Cascades, each with the way to its page. */
export function CascadesTable(props: {
  label: string;
  /** Absent while they are loaded. */
  cascades: Cascade[] | undefined;
  empty: ReactNode;
}) {
  const { t } = useTranslationRef(cascadesTranslationRef);
  const labels = useLabels();
  const { label, cascades, empty } = props;
  const links = useLinks();
  const columns = useMemo(
    () => columnsOf(t, labels, links),
    [labels, links, t],
  );
  return (
    <DataTable label={label} columns={columns} items={cascades} empty={empty} />
  );
}

function columnsOf(
  t: Translate,
  labels: Labels,
  links: Links,
): Array<DataColumn<Cascade>> {
  return [
    {
      id: 'cascade',
      label: t('cascadesTable.cascade'),
      render: cascade => (
        <Link href={links.cascade(cascade.id)}>
          {`${labels.cascadeKind(cascade.kind)} ${cascade.name}`}
        </Link>
      ),
    },
    {
      id: 'state',
      label: t('cascadesTable.state'),
      render: ({ state, cancelRequested }) => (
        <CascadeStateChip state={state} cancelRequested={cancelRequested} />
      ),
    },
    {
      id: 'who',
      label: t('cascadesTable.requestedBy'),
      render: cascade => <ActorName actor={cascade.requestedBy} />,
    },
    {
      id: 'when',
      label: t('cascadesTable.when'),
      render: cascade => <TimeAgo at={cascade.createdAt} />,
    },
  ];
}
