import type {
  Conventions,
  VersionProposal,
  ViolationPage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';

/** A stretch of the resources. */
export interface ViolationPageOptions {
  limit: number;
  cursor?: string;
}

/** Which resources break conventions and rules, those of now or others. */
export interface ViolationService {
  /** What breaks the conventions and rules of now. */
  list(
    templateId: string,
    page: ViolationPageOptions,
    options: CallOptions,
  ): Promise<ViolationPage>;
  /** What would break other conventions, and does not break them now. */
  previewConventions(
    templateId: string,
    proposal: { conventions?: Conventions },
    page: ViolationPageOptions,
    options: CallOptions,
  ): Promise<ViolationPage>;
  /** The same for other rules of a version, or that version in place of another. */
  previewVersion(
    versionId: string,
    proposal: VersionProposal,
    page: ViolationPageOptions,
    options: CallOptions,
  ): Promise<ViolationPage>;
}
