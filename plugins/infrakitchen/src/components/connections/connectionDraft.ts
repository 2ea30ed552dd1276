import type { JsonObject } from '@backstage/types';
import type {
  ConfigSchema,
  Connection,
  ConnectionInput,
  ConnectionPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  parseLabels,
  useFormState,
  type FormState,
  type PickedOption,
} from '../shared';
import {
  keptConfig,
  restoredConfig,
  startConfig,
  toConfig,
} from './configFields';
import { type Translate } from './translation';

/** A connection while somebody writes it. */
export interface ConnectionDraft {
  name: string;
  description: string;
  labels: string;
  config: JsonObject;
  integration?: PickedOption;
  /** A number of days, or empty. */
  reminderDays: string;
}

export function emptyConnection(schema: ConfigSchema): ConnectionDraft {
  return {
    name: '',
    description: '',
    labels: '',
    config: startConfig(schema),
    reminderDays: '',
  };
}

export function draftOf(connection: Connection): ConnectionDraft {
  const { integration } = connection;
  return {
    name: connection.name,
    description: connection.description ?? '',
    labels: connection.labels.join(', '),
    config: connection.config as JsonObject,
    integration: integration && { id: integration.id, label: integration.name },
    reminderDays: connection.reminderDays?.toString() ?? '',
  };
}

/** The form of a connection; its draft has no secrets. */
export function useConnectionForm(options: {
  object: string;
  base?: number;
  start: ConnectionDraft;
  schema: ConfigSchema;
  /** The stored configuration, with its secrets masked; empty for a new one. */
  stored: JsonObject;
}): FormState<ConnectionDraft> {
  const { schema, stored, ...form } = options;
  return useFormState({
    ...form,
    keep: draft => {
      const { config, omitted } = keptConfig(schema, draft.config, stored);
      return { value: { ...draft, config }, omitted };
    },
    complete: (found, start) => ({
      ...found,
      config: restoredConfig(found.config, start.config),
    }),
  });
}

/** What is wrong with it, or nothing; the configuration aside. */
export function draftProblem(
  t: Translate,
  draft: ConnectionDraft,
  needsIntegration: boolean,
): string | undefined {
  if (draft.name.trim() === '') {
    return t('connectionDraft.giveItAName');
  }
  if (needsIntegration && !draft.integration) {
    return t('connectionDraft.chooseTheIntegrationThatIt');
  }
  return /^\d*$/.test(draft.reminderDays.trim())
    ? undefined
    : t('connectionDraft.theReminderIsANumber');
}

export function toConnectionInput(
  provider: string,
  draft: ConnectionDraft,
): ConnectionInput {
  return {
    provider,
    name: draft.name.trim(),
    description: draft.description.trim() || undefined,
    labels: parseLabels(draft.labels),
    config: toConfig(draft.config, {}),
    integrationId: draft.integration?.id,
    reminderDays: Number(draft.reminderDays) || undefined,
  };
}

export function toConnectionPatch(
  draft: ConnectionDraft,
  stored: JsonObject,
): ConnectionPatch {
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    labels: parseLabels(draft.labels),
    config: toConfig(draft.config, stored),
    integrationId: draft.integration?.id,
    reminderDays: Number(draft.reminderDays) || null,
  };
}
