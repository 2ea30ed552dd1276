import {
  resourceNamePattern,
  type Entry,
  type ResourceInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  ConnectedDraft,
  VariablesFormValue,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { parseLabels, type PickedOption } from '../../shared';
import {
  integrationRefs,
  nothingConnected,
  secretIds,
} from '../connections/connectedDraft';
import { type Translate } from './translation';

/** What a person has chosen so far. */
export interface ResourceDraft {
  templateId: string | undefined;
  /** Chosen parent by parent template. */
  parents: Record<string, string>;
  versionId: string | undefined;
  /** Where absent, what the convention asks for. */
  name: string | undefined;
  description: string;
  ownerRef: string;
  /** Where absent, that of the parents. */
  project?: PickedOption;
  labels: string;
  variables: VariablesFormValue;
  tags: Entry[];
  configs: Entry[];
  deletionProtection: boolean;
  connected: ConnectedDraft;
  /** Where absent, the managed one. */
  storage?: PickedOption;
  /** Where absent, that of the project. */
  workspace?: PickedOption;
}

export const emptyDraft: ResourceDraft = {
  templateId: undefined,
  parents: {},
  versionId: undefined,
  name: undefined,
  description: '',
  ownerRef: '',
  labels: '',
  variables: { values: {}, unsetSensitive: [] },
  tags: [],
  configs: [],
  deletionProtection: false,
  connected: nothingConnected,
};

/** What is wrong with a name, or nothing. */
export function nameProblem(
  t: Translate,
  name: string = '',
): string | undefined {
  if (name.trim() === '') {
    return t('resourceDraft.theResourceNeedsAName');
  }
  return new RegExp(resourceNamePattern).test(name.trim())
    ? undefined
    : t('resourceDraft.aNameBeginsAndEnds');
}

/** The draft as the API takes it; inherited values stay out. */
export function toResourceInput(draft: ResourceDraft): ResourceInput {
  return {
    templateId: draft.templateId ?? '',
    versionId: draft.versionId,
    name: (draft.name ?? '').trim(),
    description: draft.description.trim() || undefined,
    ownerRef: draft.ownerRef.trim() || undefined,
    projectId: draft.project?.id,
    labels: parseLabels(draft.labels),
    parentIds: [...new Set(Object.values(draft.parents))],
    tags: draft.tags,
    configs: draft.configs,
    values: draft.versionId ? draft.variables.values : undefined,
    deletionProtection: draft.deletionProtection,
    ...(draft.versionId && {
      integrations: integrationRefs(draft.connected),
      secretIds: secretIds(draft.connected),
      storageId: draft.storage?.id,
      workspaceId: draft.workspace?.id,
    }),
  };
}
