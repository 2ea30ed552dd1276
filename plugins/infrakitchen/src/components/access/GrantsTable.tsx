import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
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
import { useLinks, usePrincipalText } from '../shared';
import { RoleChip } from './RoleChip';
import { scopeReach } from './roleTexts';
import { accessTranslationRef } from './translation';

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
  const { t } = useTranslationRef(accessTranslationRef);
  const whoText = useWhoText();
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
        label: t('grantsTable.who'),
        render: row => (
          <span title={row.principalRef}>{whoText(row.principalRef)}</span>
        ),
      },
      {
        id: 'role',
        label: t('grantsTable.role'),
        render: row => <RoleChip role={row.role} />,
      },
      {
        id: 'scope',
        label: t('grantsTable.givenAt'),
        render: row => <ScopeName row={row} />,
      },
      {
        id: 'by',
        label: t('grantsTable.by'),
        render: row => <Giver row={row} />,
      },
      {
        id: 'remove',
        label: t('grantsTable.takeAway'),
        render: row =>
          row.grantId && canRemove({ ...row, id: row.grantId }) ? (
            <Button
              size="small"
              variant="secondary"
              aria-label={t('grantsTable.takeAwayRoleFromWho', {
                role: row.role,
                whoText: whoText(row.principalRef),
              })}
              onPress={() => setRemoving(row)}
            >
              {t('grantsTable.takeAway')}
            </Button>
          ) : (
            '–'
          ),
      },
    ],
    [canRemove, t, whoText],
  );
  return (
    <>
      <DataTable label={label} columns={columns} items={items} empty={empty} />
      {removing && (
        <ConfirmDialog
          isOpen
          title={t('grantsTable.takeTheRoleRoleAway', { role: removing.role })}
          confirmLabel={t('grantsTable.takeAway')}
          destructive
          onClose={() => setRemoving(undefined)}
          onConfirm={async () => {
            await api.deleteGrant(removing.grantId!);
            await onRemoved();
          }}
        >
          {t('grantsTable.losesTheRole', {
            who: whoText(removing.principalRef),
            role: removing.role,
            scope: removing.scope.name ?? scopeReach(t, removing.scope.kind),
          })}
        </ConfirmDialog>
      )}
    </>
  );
}

/** The configuration may give everybody a role. */
function useWhoText(): (ref: string) => string {
  const { t } = useTranslationRef(accessTranslationRef);
  const principalText = usePrincipalText();
  return useCallback(
    ref =>
      ref.includes(':')
        ? principalText(ref)
        : t('grantsTable.everybodyWhoIsSignedIn'),
    [t, principalText],
  );
}

function Giver(props: { row: Row }) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { grantId, createdBy, createdAt } = props.row;
  if (!grantId) {
    return (
      <Chip title={t('grantsTable.onlyAnOperatorCanChange')}>
        {t('grantsTable.configuration')}
      </Chip>
    );
  }
  return (
    <>
      {createdBy && <ActorName actor={createdBy} />}{' '}
      {createdAt && <TimeAgo at={createdAt} />}
    </>
  );
}

function ScopeName(props: { row: Row }) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { kind, id, name } = props.row.scope;
  const links = useLinks();
  if (kind === 'global') {
    return <>{t('grantsTable.everything')}</>;
  }
  const href = id && links.culprit({ kind, id });
  return (
    <span
      title={t('grantsTable.reachesScopeReach', {
        scopeReach: scopeReach(t, kind),
      })}
    >
      {kind} {href ? <Link href={href}>{name ?? id}</Link> : name ?? id}
    </span>
  );
}
