import type { TranslationFunction } from '@backstage/frontend-plugin-api';
import {
  diffValues,
  type Entry,
  type Project,
  type ProjectInput,
  type ProjectPatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  type tagsEditorTranslationRef,
  validateEntries,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { parseLabels, type PickedOption } from '../shared';
import { type Translate } from './translation';

/** A free field while somebody writes it. */
export interface FieldDraft {
  name: string;
  value: string;
}

/** What a person says about a project. */
export interface ProjectDraft {
  name: string;
  key: string;
  /** The key was typed and no longer follows the name. */
  keyTouched: boolean;
  description: string;
  owners: string[];
  labels: string;
  tags: Entry[];
  configs: Entry[];
  fields: FieldDraft[];
  metadataFree: boolean;
  /** That of resources that have none of their own. */
  workspace?: PickedOption;
  workspaceRequired: boolean;
}

export const emptyProject: ProjectDraft = {
  name: '',
  key: '',
  keyTouched: false,
  description: '',
  owners: [],
  labels: '',
  tags: [],
  configs: [],
  fields: [],
  metadataFree: false,
  workspaceRequired: false,
};

/** A stored project, to be edited. */
export function draftOf(project: Project): ProjectDraft {
  return {
    name: project.name,
    key: project.key,
    keyTouched: true,
    description: project.description ?? '',
    owners: project.owners,
    labels: project.labels.join(', '),
    tags: project.tags,
    configs: project.configs,
    fields: Object.entries(project.fields).map(([name, value]) => ({
      name,
      value,
    })),
    metadataFree: project.metadataFree,
    workspace: project.workspace && {
      id: project.workspace.id,
      label: project.workspace.name,
    },
    workspaceRequired: project.workspaceRequired,
  };
}

/** What is missing, or nothing. */
export function projectProblem(
  t: Translate,
  tEntries: TranslationFunction<typeof tagsEditorTranslationRef.T>,
  draft: ProjectDraft,
): string | undefined {
  if (draft.name.trim() === '') {
    return t('projectDraft.theProjectNeedsAName');
  }
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(draft.key)) {
    return t('projectDraft.aKeyBeginsWithA');
  }
  const names = draft.fields.map(({ name }) => name.trim());
  if (names.includes('')) {
    return t('projectDraft.everyFieldNeedsAName');
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return (
    (twice && t('projectDraft.theFieldTwiceIsThere', { twice })) ||
    validateEntries(draft.tags, [], [], tEntries) ||
    validateEntries(draft.configs, [], [], tEntries)
  );
}

/** What the resources of the project inherit otherwise than before. */
export function inheritedDiff(project: Project, draft: ProjectDraft) {
  const inherited = ({ tags, configs }: Pick<Project, 'tags' | 'configs'>) => ({
    values: {},
    tags,
    configs,
  });
  return diffValues(inherited(project), inherited(draft), []);
}

/** The draft as the API takes it for a new project. */
export function toProjectInput(draft: ProjectDraft): ProjectInput {
  return {
    key: draft.key,
    ...content(draft),
    metadataFree: draft.metadataFree,
    workspaceId: draft.workspace?.id,
    workspaceRequired: draft.workspaceRequired,
  };
}

/** The draft as the API takes it for one that exists. */
export function toProjectPatch(draft: ProjectDraft): ProjectPatch {
  return {
    ...content(draft),
    metadataFree: draft.metadataFree,
    workspaceId: draft.workspace?.id ?? null,
    workspaceRequired: draft.workspaceRequired,
  };
}

function content(draft: ProjectDraft) {
  return {
    name: draft.name.trim(),
    description: draft.description.trim(),
    owners: draft.owners,
    labels: parseLabels(draft.labels),
    tags: draft.tags,
    configs: draft.configs,
    fields: Object.fromEntries(
      draft.fields.map(({ name, value }) => [name.trim(), value]),
    ),
  };
}
