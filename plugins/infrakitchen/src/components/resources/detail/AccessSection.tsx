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

/** Who has which role on the resource, and where that comes from. */
export function AccessSection(props: ResourceTabProps) {
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
      title="Access"
      actions={
        isAdmin && (
          <Button
            size="small"
            variant="secondary"
            onPress={() => setGiving(true)}
          >
            Give a role
          </Button>
        )
      }
    >
      <Loaded data={data} errorTitle="The roles cannot be loaded">
        {grants => (
          <GrantsTable
            label="Roles on the resource"
            grants={grants}
            canRemove={canRemove}
            onRemoved={data.reload}
            empty={<EmptyState title="Nobody has a role here" />}
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
