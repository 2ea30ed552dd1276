import type {
  Culprit,
  Entry,
  Output,
  ResourceState,
  ResourceStatus,
  Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Attached } from './attached';

export { slugOf } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Sensitive values as stored: the names in clear, the values encrypted. */
export interface SealedValues {
  names: string[];
  sealed: string;
  /** By name: equal for equal values of one variable of one resource. */
  digests?: Record<string, string>;
}

/** A resource as stored. */
export interface ResourceRecord {
  id: string;
  templateId: string;
  versionId?: string;
  projectId?: string;
  /** Where its state is kept; the managed storage where absent. */
  storageId?: string;
  /** Where its code is written to; that of its project where absent. */
  workspaceId?: string;
  name: string;
  slug: string;
  description?: string;
  labels: string[];
  ownerRef?: string;
  abstract: boolean;
  state: ResourceState;
  status: ResourceStatus;
  deletionProtection: boolean;
  staleInputs: boolean;
  /** The last plan found that the cloud is not as the state says. */
  drifted?: boolean;
  ownValues: Values;
  sensitiveValues?: SealedValues;
  outputs: Output[];
  sensitiveOutputs?: string;
  appliedVersionId?: string;
  appliedInputs?: string;
  lockFile?: string;
  revision: number;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
  provisionedAt?: number;
}

/** Tags, configs and connections of one resource. */
export interface Entries {
  tags: Entry[];
  configs: Entry[];
  /** What the resource is connected by; absent where by nothing. */
  attached?: Attached;
}

/** Metadata that waits for approval; null clears a field. */
export interface MetadataChange {
  description?: string | null;
  labels?: string[];
  ownerRef?: string | null;
}

/** The inputs of a pending change as stored. */
export interface ChangeRecord {
  resourceId: string;
  /** Absent fields are not changed. */
  payload: {
    versionId?: string;
    tags?: Entry[];
    configs?: Entry[];
    values?: Values;
    attached?: Attached;
    metadata?: MetadataChange;
  };
  sensitiveValues?: SealedValues;
  /** Last author by field. */
  authors: Record<string, string>;
  /** Revision of the resource that last edited a field. */
  editedIn: Record<string, number>;
  /** Revision of the resource that last edited the change. */
  revision: number;
  createdBy: string;
  createdAt: number;
  updatedAt: number;
}

/** A resource as the object of an error. */
export function resourceCulprit(resource: {
  id: string;
  name: string;
}): Culprit {
  return { kind: 'resource', id: resource.id, name: resource.name };
}
