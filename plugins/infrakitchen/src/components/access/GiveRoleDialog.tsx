import { useState } from 'react';
import { Flex, Select, Text } from '@backstage/ui';
import type {
  Role,
  Scope,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ConfirmDialog,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { PrincipalField, useNotify, type PickedOption } from '../shared';
import { roleOptions } from './roleTexts';
import { ScopeField, toScope, type ScopeDraft } from './ScopeField';

/** Gives a role to a user or group. */
export function GiveRoleDialog(props: {
  /** Where it holds; chosen in the dialog where absent. */
  scope?: Scope & { name: string };
  onClose: () => void;
  onGiven: () => Promise<void>;
}) {
  const { scope: fixed, onClose, onGiven } = props;
  const api = useInfrakitchenApi();
  const notify = useNotify();
  const [principal, setPrincipal] = useState<PickedOption>();
  const [role, setRole] = useState<Role>('read');
  const [draft, setDraft] = useState<ScopeDraft>({ kind: 'global' });
  const scope = fixed
    ? { kind: fixed.kind, ...(fixed.id && { id: fixed.id }) }
    : toScope(draft);
  return (
    <ConfirmDialog
      isOpen
      title={fixed ? `Give a role on ${fixed.name}` : 'Give a role'}
      confirmLabel="Give the role"
      isBlocked={!principal || !scope}
      onClose={onClose}
      onConfirm={async () => {
        if (principal && scope) {
          await api.createGrant({ principalRef: principal.id, role, scope });
          notify(`${principal.label} has the role ${role} now`);
          await onGiven();
        }
      }}
    >
      <Flex direction="column" gap="3">
        <PrincipalField
          label="User or group"
          isRequired
          value={principal}
          onChange={setPrincipal}
        />
        <Select
          label="Role"
          options={roleOptions}
          value={role}
          onChange={key => setRole(key as Role)}
        />
        {!fixed && <ScopeField value={draft} onChange={setDraft} />}
        <Text as="p" variant="body-small" color="secondary">
          Takes the place of a role that the same user or group has there.
        </Text>
      </Flex>
    </ConfirmDialog>
  );
}
