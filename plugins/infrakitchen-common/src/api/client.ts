import { CascadesClient } from './clients/CascadesClient';
import type { Overview } from './types';
import { connect, init, unwrap, type RequestOptions } from './request';

/**
 * Client of the REST API. Where the server refuses, every method throws an
 * error with the server's `name`, `message`, `code` and `culprits`, and with
 * the `statusCode`.
 *
 * @public
 */
export class InfrakitchenClient extends CascadesClient {
  async getOverview(options?: RequestOptions): Promise<Overview> {
    const client = await connect(this);
    return unwrap(await client.GET('/overview', init(options)));
  }
}
