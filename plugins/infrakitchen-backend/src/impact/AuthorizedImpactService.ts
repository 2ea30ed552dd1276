import { AuditedAccess, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { ImpactService } from './ImpactService';

type Call<K extends keyof ImpactService> = Parameters<ImpactService[K]>;

/** Asks for access before each method of {@link ImpactService}. */
export class AuthorizedImpactService implements ImpactService {
  readonly #inner: ImpactService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: ImpactService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  /** What is inherited from a version or project is for those who may see it. */
  async ofResource(...[id, input, page, options]: Call<'ofResource'>) {
    const { versionId, projectId } = input;
    const scope = await this.#read('resource', id, options);
    if (versionId) {
      await this.#read('version', versionId, options);
    }
    if (projectId) {
      await this.#read('project', projectId, options);
    }
    return this.#inner.ofResource(id, input, page, { ...options, scope });
  }

  async ofProject(...[id, input, page, options]: Call<'ofProject'>) {
    const scope = await this.#read('project', id, options);
    return this.#inner.ofProject(id, input, page, { ...options, scope });
  }

  async stale(...[id, options]: Call<'stale'>) {
    const scope = await this.#read('resource', id, options);
    return this.#inner.stale(id, { ...options, scope });
  }

  async #read(
    kind: 'resource' | 'version' | 'project',
    id: string,
    { credentials }: Call<'stale'>[1],
  ) {
    return this.#access.read(credentials, { kind, id });
  }
}
