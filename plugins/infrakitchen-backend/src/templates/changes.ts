import {
  jsonEquals,
  type Conventions,
  type TemplatePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { snapshotOf, type TemplateRecord } from './types';

/** The template as a patch would leave it. */
export function applyPatch(
  before: TemplateRecord,
  patch: TemplatePatch,
): TemplateRecord {
  return {
    ...before,
    name: patch.name ?? before.name,
    description: cleared(patch.description, before.description),
    documentation: cleared(patch.documentation, before.documentation),
    labels: patch.labels ?? before.labels,
    metadataFree: patch.metadataFree ?? before.metadataFree,
    publishToCatalog: patch.publishToCatalog ?? before.publishToCatalog,
    publishSelfService: patch.publishSelfService ?? before.publishSelfService,
    conventions: patch.conventions
      ? toConventions(patch.conventions)
      : before.conventions,
    parentIds: patch.parentIds ?? before.parentIds,
  };
}

/** An empty text takes the text away. */
export function cleared(
  patched: string | undefined,
  before: string | undefined,
): string | undefined {
  return patched === undefined ? before : patched || undefined;
}

/** Whether nothing differs that a caller can change. */
export function isSame(before: TemplateRecord, after: TemplateRecord): boolean {
  const comparable = (record: TemplateRecord) => ({
    ...snapshotOf(record),
    parentIds: [...record.parentIds].sort(),
  });
  return jsonEquals(comparable(before), comparable(after));
}

/** Conventions with their defaults. */
export function toConventions(
  conventions: Conventions | undefined,
): Conventions {
  return {
    namePattern: conventions?.namePattern || undefined,
    requiredTags: conventions?.requiredTags ?? [],
    requiredConfigs: conventions?.requiredConfigs ?? [],
    allowedProviders: conventions?.allowedProviders,
    maxChildren: conventions?.maxChildren,
    allowedIntegrations: conventions?.allowedIntegrations,
    oneResourcePerIntegration: conventions?.oneResourcePerIntegration,
  };
}
