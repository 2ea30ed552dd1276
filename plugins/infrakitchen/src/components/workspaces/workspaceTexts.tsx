import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Workspace } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { workspacesTranslationRef, type Translate } from './translation';

/** What a workspace is for, where somebody has none yet. */
export const purpose = (t: Translate) => t('workspaceTexts.aWorkspaceIsAGit');

/** Where the repository is, in a word. */
export function hostText(t: Translate, { provider, url }: Workspace): string {
  if (url.startsWith('/')) {
    return t('workspaceTexts.thisMachine');
  }
  const host = url.includes('://')
    ? new URL(url).host
    : url.slice(url.indexOf('@') + 1, url.indexOf(':'));
  return provider === 'git' ? t('workspaceTexts.hostWithGit', { host }) : host;
}

/** Whether a workspace takes code. */
export function WorkspaceStatusChip(props: { status: Workspace['status'] }) {
  const { t } = useTranslationRef(workspacesTranslationRef);
  return props.status === 'ok' ? (
    <Chip tone="success">{t('workspaceTexts.ok')}</Chip>
  ) : (
    <Chip tone="danger">{t('workspaceTexts.error')}</Chip>
  );
}
