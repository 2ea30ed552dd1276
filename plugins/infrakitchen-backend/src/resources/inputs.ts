import {
  diffValues,
  InfrakitchenError,
  jsonEquals,
  type ChangedField,
  type ResourcePatch,
  type Template,
  type TemplateVersion,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { assertProviders } from '../versions';
import { nothingAttached, type Attached } from './attached';
import { diffMetadata, type Metadata } from './metadata';
import type { Entries } from './types';
import { isSensitive } from './ValuesService';

/** What a change may be about: what a run would be given, and metadata. */
export interface Inputs {
  metadata: Metadata;
  versionId?: string;
  entries: Entries;
  values: Values;
}

/** Whether a patch changes what a run would be given. */
export function changesInputs(patch: ResourcePatch): boolean {
  return [
    patch.versionId,
    patch.tags,
    patch.configs,
    patch.values,
    patch.unsetSensitive,
    patch.integrations,
    patch.secretIds,
  ].some(field => field !== undefined);
}

/** What differs, field by field; values of secrets are left out. */
export function diffInputs(
  before: Inputs,
  after: Inputs,
  secrets: string[],
): ChangedField[] {
  const fields = (inputs: Inputs) => ({
    versionId: inputs.versionId,
    values: inputs.values,
    tags: inputs.entries.tags,
    configs: inputs.entries.configs,
  });
  return [
    ...diffMetadata(before.metadata, after.metadata),
    ...diffValues(fields(before), fields(after), secrets),
    ...diffAttached(before.entries.attached, after.entries.attached),
  ];
}

/** Connections that differ, each list as a whole. */
function diffAttached(
  before: Attached = nothingAttached,
  after: Attached = nothingAttached,
): ChangedField[] {
  const lists = [
    { field: 'integrations', list: 'integrations' },
    { field: 'secretIds', list: 'secrets' },
  ] as const;
  return lists
    .filter(({ list }) => !jsonEquals(before[list], after[list]))
    .map(({ field, list }) => ({
      field,
      sensitive: false,
      before: before[list],
      after: after[list],
    }));
}

/**
 * @throws `version_missing`, `version_not_found`, `version_of_other_template`,
 * `version_unusable`, `version_archived` or `provider_not_allowed`
 */
export function assertUsableVersion(
  template: Pick<Template, 'id' | 'name' | 'conventions'>,
  version: TemplateVersion | undefined,
  versionId: string | undefined,
): asserts version is TemplateVersion {
  if (!versionId) {
    throw new InfrakitchenError('InputError', {
      code: 'version_missing',
      message: `Choose a version of '${template.name}'`,
      culprits: [{ kind: 'template', id: template.id, name: template.name }],
    });
  }
  if (!version || version.templateId !== template.id) {
    throw new InfrakitchenError('InputError', {
      code: version ? 'version_of_other_template' : 'version_not_found',
      message: `'${template.name}' has no version with the id '${versionId}'`,
      culprits: [{ kind: 'version', id: versionId }],
    });
  }
  const culprits = [
    { kind: 'version' as const, id: version.id, name: version.ref },
  ];
  if (!version.enabled || !version.commitSha) {
    throw new InfrakitchenError('ConflictError', {
      code: 'version_unusable',
      message: `The version '${version.ref}' ${
        version.enabled ? 'is not analysed' : 'is disabled'
      }`,
      culprits,
    });
  }
  if (version.lifecycle === 'archived') {
    throw new InfrakitchenError('ConflictError', {
      code: 'version_archived',
      message: `The version '${version.ref}' is archived; choose another one`,
      culprits,
    });
  }
  assertProviders(template, version, version.analysis);
}

/** Variables of a version whose values must never be shown or stored in clear. */
export function sensitiveNames(
  version: Pick<TemplateVersion, 'analysis' | 'variableRules'> | undefined,
): string[] {
  return (version?.analysis?.variables ?? [])
    .filter(variable => isSensitive(variable, version?.variableRules ?? {}))
    .map(variable => variable.name);
}

/**
 * Parts values into those that may be stored in clear and those that may not.
 *
 * @param secrets - names of values that were stored as secrets and stay so,
 * whatever another version says of their variables.
 */
export function splitValues(
  values: Values,
  version: Pick<TemplateVersion, 'analysis' | 'variableRules'> | undefined,
  secrets: string[] = [],
): { clear: Values; sensitive: Values } {
  const names = new Set([...sensitiveNames(version), ...secrets]);
  const part = (sensitive: boolean) =>
    Object.fromEntries(
      Object.entries(values).filter(([name]) => names.has(name) === sensitive),
    );
  return { clear: part(false), sensitive: part(true) };
}
