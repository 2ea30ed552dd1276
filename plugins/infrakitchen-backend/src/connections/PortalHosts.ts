import type { AccessService, CallOptions } from '../access';
import type { PortalGitHost } from '../sources';

/** The git hosts of the portal's own configuration, which nobody can change here. */
export interface PortalHostService {
  list(options: CallOptions): Promise<PortalGitHost[]>;
}

/** Shows them to whoever may see integrations. */
export class AuthorizedPortalHostService implements PortalHostService {
  readonly #hosts: PortalGitHost[];
  readonly #access: Pick<AccessService, 'scopeOf'>;

  constructor(options: {
    hosts: PortalGitHost[];
    access: Pick<AccessService, 'scopeOf'>;
  }) {
    this.#hosts = options.hosts;
    this.#access = options.access;
  }

  async list({ credentials }: CallOptions): Promise<PortalGitHost[]> {
    await this.#access.scopeOf(credentials, 'integration');
    return this.#hosts;
  }
}
