import {
  connect,
  init,
  unwrap,
  type ListOptions,
  type RequestOptions,
} from '../request';
import type {
  Conventions,
  VersionComparison,
  VersionProposal,
  ViolationPage,
} from '../types';
import { TemplatesClient } from './TemplatesClient';

type PageOptions = Pick<ListOptions, 'limit' | 'cursor'>;

/** What resources break, or would, and how versions differ. @public */
export class ConventionsClient extends TemplatesClient {
  /** Resources that break the conventions or variable rules of now. */
  async listViolations(
    templateId: string,
    page: PageOptions = {},
    options?: RequestOptions,
  ): Promise<ViolationPage> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/templates/{id}/violations', {
        params: { path: { id: templateId }, query: page },
        ...init(options),
      }),
    );
  }

  /** Resources that would break other conventions; changes nothing. */
  async previewConventions(
    templateId: string,
    conventions: Conventions,
    page: PageOptions = {},
    options?: RequestOptions,
  ): Promise<ViolationPage> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/templates/{id}/violations', {
        params: { path: { id: templateId }, query: page },
        body: { conventions },
        ...init(options),
      }),
    );
  }

  /** Resources that would break other rules, or a version in place of theirs. */
  async previewVersion(
    versionId: string,
    proposal: VersionProposal,
    page: PageOptions = {},
    options?: RequestOptions,
  ): Promise<ViolationPage> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/versions/{id}/violations', {
        params: { path: { id: versionId }, query: page },
        body: proposal,
        ...init(options),
      }),
    );
  }

  /** What differs from an older version; from the predecessor without its id. */
  async compareVersions(
    versionId: string,
    olderId?: string,
    options?: RequestOptions,
  ): Promise<VersionComparison> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/versions/{id}/compare', {
        params: { path: { id: versionId }, query: { with: olderId } },
        ...init(options),
      }),
    );
  }
}
