import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Grant,
  Role,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { accessTranslationRef, type Translate } from './translation';

const roles = ['read', 'write', 'admin'] as const;

/** What a role lets somebody do, for pickers and tooltips. */
export function roleText(t: Translate, role: Role): string {
  return t(`roleTexts.${role}`);
}

/** Options of a picker, from the weakest to the strongest. */
export function useRoleOptions() {
  const { t } = useTranslationRef(accessTranslationRef);
  return roles.map(role => ({
    id: role,
    label: role,
    description: roleText(t, role),
  }));
}

/** How far a grant at a scope reaches. */
export function scopeReach(t: Translate, kind: Grant['scope']['kind']): string {
  return {
    global: t('roleTexts.everything'),
    project: t('roleTexts.theProjectAndItsResources'),
    template: t('roleTexts.theTemplateThoseBelowIt'),
    resource: t('roleTexts.theResourceAndEverythingBelow'),
    integration: t('roleTexts.theIntegrationWriteIsNeeded'),
    secret: t('roleTexts.theSecretWriteIsNeeded'),
    storage: t('roleTexts.theStorageWriteIsNeeded'),
    workspace: t('roleTexts.theWorkspaceWriteIsNeeded'),
  }[kind];
}
