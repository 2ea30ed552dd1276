import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { useRoleOptions } from './roleTexts';
import { ScopeField, toScope, type ScopeDraft } from './ScopeField';
import { accessTranslationRef } from './translation';

/** Gives a role to a user or group. */
export function GiveRoleDialog(props: {
  /** Where it holds; chosen in the dialog where absent. */
  scope?: Scope & { name: string };
  onClose: () => void;
  onGiven: () => Promise<void>;
}) {
  const { t } = useTranslationRef(accessTranslationRef);
  const roleOptions = useRoleOptions();
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
      title={
        fixed
          ? t('giveRoleDialog.giveARoleOnName', { name: fixed.name })
          : t('giveRoleDialog.giveARole')
      }
      confirmLabel={t('giveRoleDialog.giveTheRole')}
      isBlocked={!principal || !scope}
      onClose={onClose}
      onConfirm={async () => {
        if (principal && scope) {
          await api.createGrant({ principalRef: principal.id, role, scope });
          notify(
            t('giveRoleDialog.hasTheRoleNow', {
              who: principal.label,
              role,
            }),
          );
          await onGiven();
        }
      }}
    >
      <Flex direction="column" gap="3">
        <PrincipalField
          label={t('giveRoleDialog.userOrGroup')}
          isRequired
          value={principal}
          onChange={setPrincipal}
        />
        <Select
          label={t('giveRoleDialog.role')}
          options={roleOptions}
          value={role}
          onChange={key => setRole(key as Role)}
        />
        {!fixed && <ScopeField value={draft} onChange={setDraft} />}
        <Text as="p" variant="body-small" color="secondary">
          {t('giveRoleDialog.takesThePlaceOfA')}
        </Text>
      </Flex>
    </ConfirmDialog>
  );
}
