import type { ReactElement } from 'react';
import {
  RiBox3Line,
  RiGitRepositoryLine,
  RiLayoutGridLine,
} from '@remixicon/react';
import {
  searchDocumentTypes,
  type InfrakitchenSearchDocument,
  type SearchDocumentKind,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ChipTone } from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** Icons of what is found. */
export const searchIcons: Record<SearchDocumentKind, ReactElement> = {
  template: <RiLayoutGridLine />,
  resource: <RiBox3Line />,
  workspace: <RiGitRepositoryLine />,
};

/** Whether a result of the search is one of ours. */
export function isInfrakitchenResult({ type }: { type: string }): boolean {
  return Object.values<string>(searchDocumentTypes).includes(type);
}

const states: Record<
  SearchDocumentKind,
  Record<string, { label: string; tone: ChipTone }>
> = {
  // What is enabled, or works, needs no word.
  template: { disabled: { label: 'Disabled', tone: 'warning' } },
  resource: {
    provision: { label: 'Not provisioned', tone: 'neutral' },
    provisioned: { label: 'Provisioned', tone: 'success' },
    destroy: { label: 'To be destroyed', tone: 'warning' },
  },
  workspace: { error: { label: 'Error', tone: 'danger' } },
};

/** The state in words, as it was when the index was made. */
export function stateOf({
  about,
  state,
}: InfrakitchenSearchDocument): { label: string; tone: ChipTone } | undefined {
  return states[about]?.[state];
}
