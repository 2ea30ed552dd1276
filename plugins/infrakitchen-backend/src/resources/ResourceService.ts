import type {
  ActionAvailability,
  AuditEntry,
  Change,
  ConnectionsProposal,
  EditedResource,
  EffectiveValues,
  Page,
  RevealedOutput,
  Resource,
  ResourceInput,
  ResourcePatch,
  ResourceSummary,
  Revision,
  Tree,
  ValueError,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions, WriteCallOptions } from '../access';
import type { HistoryPageOptions } from '../history';
import type { ResourceCheck } from './checkCreation';
import type { TreeOptions } from './HierarchyStore';
import type { ProposedValues, VersionSchemaQuery } from './VersionSchemaReader';

/** Options of the list of resources, as the API takes them. */
export interface ListResourcesOptions {
  filter?: string[];
  q?: string;
  orderBy?: string;
  limit: number;
  cursor?: string;
}

/** How much of what is above and below a resource is asked for. */
export type TreeQuery = Pick<TreeOptions, 'limit' | 'depth'>;

/** The resources: what is asked for, what holds, and what may be done. */
export interface ResourceService {
  list(
    query: ListResourcesOptions,
    options: CallOptions,
  ): Promise<Page<Resource>>;
  /** How those that a list would have are, without listing them. */
  summary(
    query: Pick<ListResourcesOptions, 'filter'>,
    options: CallOptions,
  ): Promise<ResourceSummary>;
  get(id: string, options: CallOptions): Promise<Resource>;
  create(
    input: ResourceInput,
    options: CallOptions & { idempotencyKey?: string },
  ): Promise<Resource>;
  /** What creating would be refused for, and the values that would hold; stores nothing. */
  check(input: ResourceInput, options: CallOptions): Promise<ResourceCheck>;
  update(
    id: string,
    patch: ResourcePatch,
    options: WriteCallOptions,
  ): Promise<EditedResource>;
  delete(id: string, options: WriteCallOptions): Promise<void>;
  discardChange(id: string, options: WriteCallOptions): Promise<void>;
  actions(id: string, options: CallOptions): Promise<ActionAvailability[]>;
  tree(id: string, query: TreeQuery, options: CallOptions): Promise<Tree>;
  effective(id: string, options: CallOptions): Promise<EffectiveValues>;
  versionSchema(
    query: VersionSchemaQuery,
    options: CallOptions,
  ): Promise<VersionSchema>;
  /** What is wrong with connections for a resource that is not there yet. */
  checkConnections(
    templateId: string,
    proposal: ConnectionsProposal,
    options: CallOptions,
  ): Promise<ValueError[]>;
  /** What is wrong with the values of a resource that is not there yet. */
  checkValues(
    proposal: ProposedValues,
    options: CallOptions,
  ): Promise<ValueError[]>;
  change(id: string, options: CallOptions): Promise<Change | undefined>;
  /** A sensitive output in clear; leaves an audit line that names it. */
  revealOutput(
    id: string,
    name: string,
    options: CallOptions,
  ): Promise<RevealedOutput>;
  revisions(
    id: string,
    page: HistoryPageOptions,
    options: CallOptions,
  ): Promise<Page<Revision>>;
  audit(
    id: string,
    page: HistoryPageOptions,
    options: CallOptions,
  ): Promise<Page<AuditEntry>>;
}
