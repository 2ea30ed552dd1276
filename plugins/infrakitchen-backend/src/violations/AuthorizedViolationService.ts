import { AuditedAccess, needs, type AccessService } from '../access';
import type { HistoryStore } from '../history';
import type { ViolationService } from './ViolationService';

type Call<K extends keyof ViolationService> = Parameters<ViolationService[K]>;

/** Asks for access before each method of {@link ViolationService}. */
export class AuthorizedViolationService implements ViolationService {
  readonly #inner: ViolationService;
  readonly #access: AuditedAccess;

  constructor(options: {
    inner: ViolationService;
    access: AccessService;
    history: HistoryStore;
  }) {
    this.#inner = options.inner;
    this.#access = new AuditedAccess(options);
  }

  async list(...[templateId, page, options]: Call<'list'>) {
    const scope = await this.#access.read(options.credentials, {
      kind: 'template',
      id: templateId,
    });
    return this.#inner.list(templateId, page, { ...options, scope });
  }

  /** For those who may save it: trying rules on values tells about the values. */
  async previewConventions(
    ...[templateId, proposal, page, options]: Call<'previewConventions'>
  ) {
    const target = { kind: 'template' as const, id: templateId };
    const scope = await this.#access.change(
      options.credentials,
      needs.templateUpdate,
      target,
      { action: 'template.tried', entity: target },
    );
    return this.#inner.previewConventions(templateId, proposal, page, {
      ...options,
      scope,
    });
  }

  /** Trying a version as it is, is for everybody who may see it. */
  async previewVersion(
    ...[versionId, proposal, page, options]: Call<'previewVersion'>
  ) {
    const target = { kind: 'version' as const, id: versionId };
    const scope = proposal.variableRules
      ? await this.#access.change(
          options.credentials,
          needs.templateUpdate,
          target,
          { action: 'version.tried', entity: target },
        )
      : await this.#access.read(options.credentials, target);
    return this.#inner.previewVersion(versionId, proposal, page, {
      ...options,
      scope,
    });
  }
}
