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
import { type Translate } from './translation';

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

const states: (
  t: Translate,
) => Record<
  SearchDocumentKind,
  Record<string, { label: string; tone: ChipTone }>
> = t => ({
  // What is enabled, or works, needs no word.
  template: { disabled: { label: t('searchTexts.disabled'), tone: 'warning' } },
  resource: {
    provision: { label: t('searchTexts.notProvisioned'), tone: 'neutral' },
    provisioned: { label: t('searchTexts.provisioned'), tone: 'success' },
    destroy: { label: t('searchTexts.toBeDestroyed'), tone: 'warning' },
  },
  workspace: { error: { label: t('searchTexts.error'), tone: 'danger' } },
});

/** The state in words, as it was when the index was made. */
export function stateOf(
  t: Translate,
  { about, state }: InfrakitchenSearchDocument,
): { label: string; tone: ChipTone } | undefined {
  return states(t)[about]?.[state];
}
