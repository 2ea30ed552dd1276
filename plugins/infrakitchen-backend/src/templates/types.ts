import type { JsonObject } from '@backstage/types';
import type {
  Conventions,
  Culprit,
  Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** A template as it is stored, without what other tables tell of it. */
export interface TemplateRecord {
  id: string;
  key: string;
  name: string;
  description?: string;
  documentation?: string;
  abstract: boolean;
  enabled: boolean;
  labels: string[];
  metadataFree: boolean;
  /** Whether its resources are entities of the catalog. */
  publishToCatalog: boolean;
  /** Whether it has a software template in the catalog. */
  publishSelfService: boolean;
  conventions: Conventions;
  parentIds: string[];
  revision: number;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

/** What other tables tell of a template. */
export interface TemplateRelations {
  parentIds: string[];
  childIds: string[];
  resourceCount: number;
  versionCount: number;
}

/** Conditions of a list; several values of one field mean or. */
export interface TemplateCriteria {
  abstract?: boolean[];
  enabled?: boolean[];
  parentId?: string[];
  key?: string[];
  /** Text that the name contains. */
  q?: string;
}

/** The template as the API shows it. */
export function toTemplate(
  record: TemplateRecord,
  relations: TemplateRelations,
): Template {
  return {
    ...record,
    ...relations,
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(record.updatedAt).toISOString(),
  };
}

/** The template as a revision keeps it. */
export function snapshotOf(record: TemplateRecord): JsonObject {
  const { createdAt, updatedAt, createdBy, ...kept } = record;
  return JSON.parse(JSON.stringify(kept));
}

export function templateCulprit(
  template: Pick<TemplateRecord, 'id' | 'name'>,
): Culprit {
  return { kind: 'template', id: template.id, name: template.name };
}
