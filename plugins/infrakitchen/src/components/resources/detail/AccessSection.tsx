import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useCallback, useState } from 'react';
import { Button } from '@backstage/ui';
import {
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { Grant } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { GiveRoleDialog, GrantsTable } from '../../access';
import { Loaded, Section } from '../../shared';
import type { ResourceTabProps } from './ResourcePage';
import { resourcesDetailTranslationRef } from './translation';

/** Who has which role on the resource, and where that comes from. */
export function AccessSection(props: ResourceTabProps) {
  const { t } = useTranslationRef(resourcesDetailTranslationRef);
  const { resource } = props;
  const api = useInfrakitchenApi();
  const [giving, setGiving] = useState(false);
  const data = useAsyncData(
    signal => api.getResourceAccess(resource.id, { signal }),
    [api, resource.id],
  );
  const isAdmin = resource.role === 'admin';
  // What comes from above is taken away where it was given.
  const canRemove = useCallback(
    ({ scope }: Grant) =>
      isAdmin && scope.kind === 'resource' && scope.id === resource.id,
    [isAdmin, resource.id],
  );
  return (
    <Section
      title={t('accessSection.access')}
      actions={
        isAdmin && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setGiving(true)}
          >
            {t('accessSection.giveARole')}
          </Button>
        )
      }
    >
      <Loaded
        data={data}
        errorTitle={t('accessSection.theRolesCannotBeLoaded')}
      >
        {grants => (
          <GrantsTable
            label={t('accessSection.rolesOnTheResource')}
            grants={grants}
            canRemove={canRemove}
            onRemoved={data.reload}
            empty={<EmptyState title={t('accessSection.nobodyHasARoleHere')} />}
          />
        )}
      </Loaded>
      {giving && (
        <GiveRoleDialog
          scope={{ kind: 'resource', id: resource.id, name: resource.name }}
          onClose={() => setGiving(false)}
          onGiven={data.reload}
        />
      )}
    </Section>
  );
}
