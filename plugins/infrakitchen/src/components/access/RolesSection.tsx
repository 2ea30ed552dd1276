import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback, useState } from 'react';
import { Button } from '@backstage/ui';
import type {
  Role,
  Scope,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  EmptyState,
  PageControls,
  useInfrakitchenApi,
  usePagedList,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Section, useListParams } from '../shared';
import { GiveRoleDialog } from './GiveRoleDialog';
import { GrantsTable } from './GrantsTable';
import { accessTranslationRef } from './translation';

/** Who has a role at a record; its admins give and take them away. */
export function RolesSection(props: {
  title: string;
  scope: Scope & { id: string; name: string };
  /** The caller's own. */
  role: Role | undefined;
  /** Which roles hold there besides. */
  hint: string;
}) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { title, scope, hint } = props;
  const api = useInfrakitchenApi();
  const [giving, setGiving] = useState(false);
  const params = useListParams('roles');
  const list = usePagedList({
    load: (cursor, signal) =>
      api.listGrants(
        {
          filter: [`scopeKind=${scope.kind}`, `scopeId=${scope.id}`],
          cursor,
        },
        { signal },
      ),
    queryKey: scope.id,
    cursors: params.cursors,
    onCursorsChange: params.setCursors,
  });
  const isAdmin = props.role === 'admin';
  const canRemove = useCallback(() => isAdmin, [isAdmin]);
  return (
    <Section
      title={title}
      actions={
        isAdmin && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setGiving(true)}
          >
            {t('rolesSection.giveARole')}
          </Button>
        )
      }
    >
      {list.error && (
        <ApiErrorPanel
          error={list.error}
          title={t('rolesSection.theRolesCannotBeLoaded')}
          onRetry={list.reload}
        />
      )}
      {(list.items || !list.error) && (
        <GrantsTable
          label={title}
          grants={list.items}
          canRemove={canRemove}
          onRemoved={list.reload}
          empty={
            <EmptyState
              title={t('rolesSection.noRolesOfItsOwn')}
              description={hint}
            />
          }
        />
      )}
      <PageControls list={list} />
      {giving && (
        <GiveRoleDialog
          scope={scope}
          onClose={() => setGiving(false)}
          onGiven={list.reload}
        />
      )}
    </Section>
  );
}
