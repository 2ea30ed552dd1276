import { useMemo, useState, type ReactNode } from 'react';
import { Button, Link } from '@backstage/ui';
import type { Grant } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ActorName,
  Chip,
  ConfirmDialog,
  DataTable,
  TimeAgo,
  useInfrakitchenApi,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { principalText, useLinks } from '../shared';
import { RoleChip } from './RoleChip';
import { scopeReach } from './roleTexts';

type Row = Omit<Grant, 'id'> & { id: string; grantId?: string };

/** Who has which role, from where; those of the configuration stay. */
export function GrantsTable(props: {
  label: string;
  grants: Grant[] | undefined;
  /** Offers to take roles away. */
  canRemove: (grant: Grant) => boolean;
  onRemoved: () => Promise<void>;
  empty: ReactNode;
}) {
  const { label, grants, canRemove, onRemoved, empty } = props;
  const api = useInfrakitchenApi();
  const [removing, setRemoving] = useState<Row>();
  const items = useMemo(
    () =>
      grants?.map(
        (grant, at): Row => ({
          ...grant,
          grantId: grant.id,
          id: grant.id ?? `configuration:${at}`,
        }),
      ),
    [grants],
  );
  const columns = useMemo(
    (): Array<DataColumn<Row>> => [
      {
        id: 'who',
        label: 'Who',
        render: row => (
          <span title={row.principalRef}>{whoText(row.principalRef)}</span>
        ),
      },
      {
        id: 'role',
        label: 'Role',
        render: row => <RoleChip role={row.role} />,
      },
      {
        id: 'scope',
        label: 'Given at',
        render: row => <ScopeName row={row} />,
      },
      {
        id: 'by',
        label: 'By',
        render: row => <Giver row={row} />,
      },
      {
        id: 'remove',
        label: 'Take away',
        render: row =>
          row.grantId && canRemove({ ...row, id: row.grantId }) ? (
            <Button
              size="small"
              variant="secondary"
              aria-label={`Take away ${row.role} from ${whoText(
                row.principalRef,
              )}`}
              onPress={() => setRemoving(row)}
            >
              Take away
            </Button>
          ) : (
            '–'
          ),
      },
    ],
    [canRemove],
  );
  return (
    <>
      <DataTable label={label} columns={columns} items={items} empty={empty} />
      {removing && (
        <ConfirmDialog
          isOpen
          title={`Take the role ${removing.role} away`}
          confirmLabel="Take away"
          destructive
          onClose={() => setRemoving(undefined)}
          onConfirm={async () => {
            await api.deleteGrant(removing.grantId!);
            await onRemoved();
          }}
        >
          {`${whoText(removing.principalRef)} loses the role ${
            removing.role
          } on ${
            removing.scope.name ?? scopeReach(removing.scope.kind)
          }. What other grants give stays.`}
        </ConfirmDialog>
      )}
    </>
  );
}

/** The configuration may give everybody a role. */
function whoText(ref: string): string {
  return ref.includes(':') ? principalText(ref) : 'everybody who is signed in';
}

function Giver(props: { row: Row }) {
  const { grantId, createdBy, createdAt } = props.row;
  if (!grantId) {
    return <Chip title="Only an operator can change it">configuration</Chip>;
  }
  return (
    <>
      {createdBy && <ActorName actor={createdBy} />}{' '}
      {createdAt && <TimeAgo at={createdAt} />}
    </>
  );
}

function ScopeName(props: { row: Row }) {
  const { kind, id, name } = props.row.scope;
  const links = useLinks();
  if (kind === 'global') {
    return <>everything</>;
  }
  const href = id && links.culprit({ kind, id });
  return (
    <span title={`Reaches ${scopeReach(kind)}`}>
      {kind} {href ? <Link href={href}>{name ?? id}</Link> : name ?? id}
    </span>
  );
}
