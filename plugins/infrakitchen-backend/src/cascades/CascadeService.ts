import type {
  Cascade,
  CascadeDecision,
  CascadeDetail,
  CascadeGraph,
  CascadeInput,
  CascadeItem,
  Page,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope, CallOptions } from '../access';

/** Options of a request for a cascade. */
export interface CreateCascadeOptions extends CallOptions {
  /** What the caller may do this to; everything where absent. */
  usable?: AccessScope;
  /** The revision of the root that the caller has seen. */
  revision?: number;
}

/** What somebody decides about a cascade. */
export interface CascadeDecisionOptions extends CallOptions {
  digest?: string;
  reason?: string;
}

/** Operations on subtrees and sets of resources. */
export interface CascadeService {
  create(input: CascadeInput, options: CreateCascadeOptions): Promise<Cascade>;
  list(
    query: { filter?: string[]; limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<Page<Cascade>>;
  get(id: string, options: CallOptions): Promise<CascadeDetail>;
  items(
    query: { id: string; filter?: string[]; limit: number; cursor?: string },
    options: CallOptions,
  ): Promise<Page<CascadeItem>>;
  graph(id: string, options: CallOptions): Promise<CascadeGraph>;
  act(
    id: string,
    decision: CascadeDecision,
    options: CascadeDecisionOptions,
  ): Promise<Cascade>;
}

/** Lines of the trail, for what is refused as well. */
export const decisionLines: Record<CascadeDecision, string> = {
  confirm: 'cascade.confirmed',
  approve: 'cascade.approved',
  reject: 'cascade.rejected',
  cancel: 'cascade.cancelled',
  resume: 'cascade.resumed',
};
