import type { JsonObject } from '@backstage/types';
import type {
  Culprit,
  ModuleAnalysis,
  ModuleSource,
  RunError,
  TemplateVersion,
  VariableRules,
  VersionLifecycle,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Where a module is, in the one form that is stored. */
export type NormalisedSource = Required<ModuleSource>;

/** A version as it is stored. */
export interface VersionRecord extends NormalisedSource {
  id: string;
  templateId: string;
  commitSha?: string;
  description?: string;
  lifecycle: VersionLifecycle;
  enabled: boolean;
  status: TemplateVersion['status'];
  analysis?: ModuleAnalysis;
  /** Why the last analysis failed, where it did. */
  error?: RunError;
  breakingChanges?: string;
  variableRules: VariableRules;
  revision: number;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
  analysedAt?: number;
  /** What the ref stands for now, where that is another commit; empty where it is gone. */
  movedTo?: string;
}

/** The version as the API shows it. */
export function toVersion(
  record: VersionRecord,
  resourceCount?: number,
): TemplateVersion {
  return {
    ...record,
    resourceCount,
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
    analysedAt:
      record.analysedAt === undefined
        ? undefined
        : new Date(record.analysedAt).toISOString(),
  };
}

/** The version as people may see it. */
export function shown(version: TemplateVersion): TemplateVersion {
  const { analysis, variableRules } = version;
  return {
    ...version,
    analysis: analysis && withoutSecrets(analysis, variableRules),
  };
}

/**
 * The analysis without the defaults of sensitive variables: who may see a
 * template need not be able to read its repository.
 */
export function withoutSecrets(
  analysis: ModuleAnalysis,
  rules: VariableRules = {},
): ModuleAnalysis {
  const byRule = new Set(
    Object.keys(rules).filter(name => rules[name].sensitive),
  );
  return {
    ...analysis,
    variables: analysis.variables.map(variable =>
      variable.sensitive || byRule.has(variable.name)
        ? { ...variable, default: undefined }
        : variable,
    ),
  };
}

/** The version as a revision keeps it; the analysis follows from the commit. */
export function snapshotOf(record: VersionRecord): JsonObject {
  const {
    analysis,
    error,
    createdAt,
    updatedAt,
    analysedAt,
    createdBy,
    // Somebody else moved the ref; the version is what it was.
    movedTo,
    ...kept
  } = record;
  return JSON.parse(JSON.stringify(kept));
}

export function versionCulprit(
  version: Pick<VersionRecord, 'id' | 'ref'>,
): Culprit {
  return { kind: 'version', id: version.id, name: version.ref };
}
