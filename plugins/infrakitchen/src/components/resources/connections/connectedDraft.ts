import {
  integrationAliasPattern,
  type AttachedConnection,
  type IntegrationRef,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ConnectedDraft } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import type { Translate } from './translation';

export const nothingConnected: ConnectedDraft = {
  integrations: [],
  secrets: [],
};

const ALIAS = new RegExp(integrationAliasPattern);

/** The names that a change or resource shows, as a draft. */
export function connectedOf(
  integrations: Pick<AttachedConnection, 'id' | 'name' | 'alias'>[],
  secrets: Pick<AttachedConnection, 'id' | 'name'>[],
): ConnectedDraft {
  return {
    integrations: integrations.map(({ id, name, alias }) => ({
      picked: { id, label: name },
      alias: alias ?? '',
    })),
    secrets: secrets.map(({ id, name }) => ({ id, label: name })),
  };
}

/** Rows that nobody filled in are left out. */
export function integrationRefs(draft: ConnectedDraft): IntegrationRef[] {
  return draft.integrations.flatMap(({ picked, alias }) =>
    picked
      ? [{ id: picked.id, ...(alias.trim() && { alias: alias.trim() }) }]
      : [],
  );
}

export function secretIds(draft: ConnectedDraft): string[] {
  return draft.secrets.flatMap(secret => secret?.id ?? []);
}

/** What is wrong with it, or nothing. */
export function connectedProblem(
  t: Translate,
  draft: ConnectedDraft,
): string | undefined {
  const wrong = draft.integrations.find(
    ({ alias }) => alias.trim() !== '' && !ALIAS.test(alias.trim()),
  );
  if (wrong) {
    return t('connectedDraft.badAlias', { alias: wrong.alias });
  }
  const ids = [
    ...integrationRefs(draft).map(({ id }) => id),
    ...secretIds(draft),
  ];
  return new Set(ids).size === ids.length
    ? undefined
    : t('connectedDraft.attachedTwice');
}
