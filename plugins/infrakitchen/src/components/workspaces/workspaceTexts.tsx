import type { Workspace } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { Chip } from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** What a workspace is for, where somebody has none yet. */
export const purpose =
  'A workspace is a git repository that the code of resources is written to: every run becomes a pull request there, and merging approves it.';

/** Where the repository is, in a word. */
export function hostText({ provider, url }: Workspace): string {
  if (url.startsWith('/')) {
    return 'this machine';
  }
  const host = url.includes('://')
    ? new URL(url).host
    : url.slice(url.indexOf('@') + 1, url.indexOf(':'));
  return provider === 'git' ? `${host} (git)` : host;
}

/** Whether a workspace takes code. */
export function WorkspaceStatusChip(props: { status: Workspace['status'] }) {
  return props.status === 'ok' ? (
    <Chip tone="success">ok</Chip>
  ) : (
    <Chip tone="danger">error</Chip>
  );
}
