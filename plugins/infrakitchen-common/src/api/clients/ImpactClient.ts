import type {
  ImpactInput,
  ImpactPage,
  ProjectImpactInput,
  StaleInputsDifference,
} from '../types';
import {
  connect,
  init,
  unwrap,
  type ListOptions,
  type RequestOptions,
} from '../request';
import { RunsClient } from './RunsClient';

/** What an edit would change, before it is stored. @public */
export class ImpactClient extends RunsClient {
  async previewResourceImpact(
    id: string,
    input: ImpactInput,
    page: Pick<ListOptions, 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<ImpactPage> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/resources/{id}/impact', {
        params: { path: { id }, query: page },
        body: input,
        ...init(options),
      }),
    );
  }

  async previewProjectImpact(
    id: string,
    input: ProjectImpactInput,
    page: Pick<ListOptions, 'limit' | 'cursor'> = {},
    options?: RequestOptions,
  ): Promise<ImpactPage> {
    const client = await connect(this);
    return unwrap(
      await client.POST('/projects/{id}/impact', {
        params: { path: { id }, query: page },
        body: input,
        ...init(options),
      }),
    );
  }

  /** What a run would be given now that the last apply was not. */
  async getStaleInputs(
    id: string,
    options?: RequestOptions,
  ): Promise<StaleInputsDifference> {
    const client = await connect(this);
    return unwrap(
      await client.GET('/resources/{id}/stale', {
        params: { path: { id } },
        ...init(options),
      }),
    );
  }
}
