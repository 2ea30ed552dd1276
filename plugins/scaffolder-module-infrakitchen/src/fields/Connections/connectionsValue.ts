import {
  formatIntegration,
  parseIntegration,
  type WrittenConnections,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  ConnectedDraft,
  PickedOption,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';

/** What the form has; empty parts are absent, for the review shows all others. */
export type ConnectionsFieldValue = Omit<WrittenConnections, 'workspace'>;

/** The same while somebody fills it in, with rows that are still empty. */
export interface ConnectionsDraft {
  connected: ConnectedDraft;
  storage?: PickedOption;
}

/** Fills rows with what is there. */
export function draftOf(
  value: ConnectionsFieldValue | undefined,
): ConnectionsDraft {
  const { integrations = [], secrets = [], storage } = value ?? {};
  return {
    connected: {
      integrations: integrations
        .map(parseIntegration)
        .map(({ name, alias = '' }) => ({ picked: optionOf(name), alias })),
      secrets: secrets.map(optionOf),
    },
    storage: storage === undefined ? undefined : optionOf(storage),
  };
}

/** What is filled in; nothing where that is nothing. */
export function valueOf({
  connected,
  storage,
}: ConnectionsDraft): ConnectionsFieldValue | undefined {
  const integrations = connected.integrations.flatMap(({ picked, alias }) =>
    picked
      ? formatIntegration({
          name: picked.id,
          ...(alias.trim() && { alias: alias.trim() }),
        })
      : [],
  );
  const secrets = connected.secrets.flatMap(picked => picked?.id ?? []);
  return integrations.length + secrets.length > 0 || storage
    ? {
        ...(integrations.length > 0 && { integrations }),
        ...(secrets.length > 0 && { secrets }),
        ...(storage && { storage: storage.id }),
      }
    : undefined;
}

/** Forms write connections by their names. */
function optionOf(name: string): PickedOption {
  return { id: name, label: name };
}

/** Whether values may come from a secret, which only the run can look into. */
export function hasSecrets(given: unknown): boolean {
  const { secrets } = (given ?? {}) as ConnectionsFieldValue;
  return Array.isArray(secrets) && secrets.length > 0;
}
