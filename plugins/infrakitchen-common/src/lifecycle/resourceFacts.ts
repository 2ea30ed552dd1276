import type {
  ResourceState,
  ResourceStatus,
  RunKind,
  RunState,
  VersionLifecycle,
} from '../api/types';

/** What the rules of the lifecycle look at. @public */
export interface ResourceFacts {
  id: string;
  name: string;
  state: ResourceState;
  status: ResourceStatus;
  abstract: boolean;
  deletionProtection: boolean;
  hasPendingChange: boolean;
  staleInputs: boolean;
  /**
   * Whether it has secrets that are kept elsewhere: nobody tells here that one
   * of them holds another value now.
   */
  hasForeignSecrets?: boolean;
  template: { id: string; name: string; enabled: boolean };
  /** Absent where the resource is in none. */
  project?: { id: string; name: string; enabled: boolean };
  /** The version that the next run would use; absent for abstract resources. */
  version?: {
    id: string;
    ref: string;
    enabled: boolean;
    lifecycle: VersionLifecycle;
    analysed: boolean;
  };
  parents: {
    id: string;
    name: string;
    abstract: boolean;
    state: ResourceState;
  }[];
  /** Parent templates that it has no parent of any more. */
  missingParents: { id: string; name: string }[];
  /** Children in any state, at most a handful for the message. */
  children: { id: string; name: string; state: ResourceState }[];
  /** Objects in the newest state; 0 where nothing was ever stored. */
  stateObjectCount: number;
  activeRun?: { id: string; kind: RunKind; state: RunState };
  /** The open pull request that the active run waits for. */
  pullRequest?: { id: string; number?: string };
  /** The move of its state to another storage that is under way. */
  activeMove?: { to?: { name: string } };
  /** Only where cascades are asked about; nothing is below where absent. */
  subtree?: SubtreeFacts;
}

/** What a cascade could reach: the resource itself and everything below. @public */
export interface SubtreeFacts {
  /** Whether anything below is not destroyed. */
  hasLivingBelow: boolean;
  /** Whether anything has a pending change or stale inputs. */
  hasUpdatable: boolean;
  /** Whether anything was destroyed or rejected. */
  hasRecreatable: boolean;
}
