import { useMemo, type ReactNode } from 'react';
import { Link } from '@backstage/ui';
import type { Cascade } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  cascadeKindLabel,
  CascadeStateChip,
  DataTable,
  TimeAgo,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useLinks, type Links } from '../shared';

/** Cascades, each with the way to its page. */
export function CascadesTable(props: {
  label: string;
  /** Absent while they are loaded. */
  cascades: Cascade[] | undefined;
  empty: ReactNode;
}) {
  const { label, cascades, empty } = props;
  const links = useLinks();
  const columns = useMemo(() => columnsOf(links), [links]);
  return (
    <DataTable label={label} columns={columns} items={cascades} empty={empty} />
  );
}

function columnsOf(links: Links): Array<DataColumn<Cascade>> {
  return [
    {
      id: 'cascade',
      label: 'Cascade',
      render: cascade => (
        <Link href={links.cascade(cascade.id)}>
          {`${cascadeKindLabel(cascade.kind)} ${cascade.name}`}
        </Link>
      ),
    },
    {
      id: 'state',
      label: 'State',
      render: ({ state, cancelRequested }) => (
        <CascadeStateChip state={state} cancelRequested={cancelRequested} />
      ),
    },
    {
      id: 'who',
      label: 'Requested by',
      render: cascade => <ActorName actor={cascade.requestedBy} />,
    },
    {
      id: 'when',
      label: 'When',
      render: cascade => <TimeAgo at={cascade.createdAt} />,
    },
  ];
}
