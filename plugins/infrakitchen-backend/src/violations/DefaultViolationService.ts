import {
  validateRules,
  type Conventions,
  type Template,
  type TemplateVersion,
  type VersionProposal,
  type Violation,
  type ViolationPage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CallOptions } from '../access';
import {
  resourceNotFound,
  type ResourceRecord,
  type ResourceStore,
  type UniqueReservations,
} from '../resources';
import {
  templateNotFound,
  toConventions,
  type ConventionChecker,
  type TemplateStore,
} from '../templates';
import {
  refuseRules,
  versionNotFound,
  versionOfOther,
  type VersionStore,
} from '../versions';
import type { Examiner, Terms } from './Examiner';
import type {
  ViolationPageOptions,
  ViolationService,
} from './ViolationService';

/** Without anything to tell, a page gives up after this many stretches. */
const MAX_STRETCHES = 5;

/** What {@link DefaultViolationService} works with. */
export interface ViolationServiceDeps {
  resources: ResourceStore;
  templates: TemplateStore;
  versions: VersionStore;
  conventions: ConventionChecker;
  unique: Pick<UniqueReservations, 'collisions'>;
  examiner: Examiner;
}

/** {@link ViolationService} that looks at one stretch of resources at a time. */
export class DefaultViolationService implements ViolationService {
  readonly #deps: ViolationServiceDeps;

  constructor(deps: ViolationServiceDeps) {
    this.#deps = deps;
  }

  async list(
    templateId: string,
    page: ViolationPageOptions,
    { scope }: Partial<CallOptions> = {},
  ): Promise<ViolationPage> {
    const template = await this.#requireTemplate(templateId);
    return this.#page({ template }, { scope }, page);
  }

  async previewConventions(
    templateId: string,
    proposal: { conventions?: Conventions },
    page: ViolationPageOptions,
    { scope }: Partial<CallOptions> = {},
  ): Promise<ViolationPage> {
    const template = await this.#requireTemplate(templateId);
    const conventions = proposal.conventions
      ? toConventions(proposal.conventions)
      : template.conventions;
    await this.#deps.conventions.assertNamePattern({
      ...template,
      conventions,
    });
    return this.#page(
      { template: { ...template, conventions }, now: template },
      { scope },
      page,
    );
  }

  async previewVersion(
    versionId: string,
    proposal: VersionProposal,
    page: ViolationPageOptions,
    { scope }: Partial<CallOptions> = {},
  ): Promise<ViolationPage> {
    const found = await this.#requireVersion(versionId);
    const template = await this.#requireTemplate(found.templateId);
    const version = {
      ...found,
      variableRules: proposal.variableRules ?? found.variableRules,
    };
    if (proposal.variableRules && version.analysis) {
      const { variables } = version.analysis;
      refuseRules(validateRules({ variables, rules: version.variableRules }));
    }
    const terms: Terms = {
      ...{ template, version, now: template },
      collisions: await this.#deps.unique.collisions(found, version),
    };
    if (proposal.resourceId) {
      return this.#one(terms, proposal.resourceId, { scope });
    }
    const of = proposal.resourcesOf ?? versionId;
    if (of !== versionId) {
      const other = await this.#requireVersion(of);
      if (other.templateId !== template.id) {
        throw versionOfOther(template, of);
      }
    }
    return this.#page(terms, { scope, versionId: of }, page);
  }

  /** Work is bounded: a page ends with the first stretch that has something to tell. */
  async #page(
    terms: Terms,
    which: { versionId?: string } & Pick<CallOptions, 'scope'>,
    { limit, cursor }: ViolationPageOptions,
  ): Promise<ViolationPage> {
    const { resources, examiner } = this.#deps;
    const { scope, versionId } = which;
    const filters = {
      templateId: [terms.template.id],
      living: ['true'],
      ...(versionId && { versionId: [versionId] }),
    };
    let items: Violation[] = [];
    let nextCursor = cursor;
    let checked = 0;
    for (let stretch = 0; stretch < MAX_STRETCHES; stretch += 1) {
      const found = await resources.list({
        ...{ filters, scope, limit },
        order: { column: 'name', direction: 'asc' },
        cursor: nextCursor,
      });
      items = await examiner.examine(found.rows, terms, scope);
      nextCursor = found.nextCursor;
      checked += found.rows.length;
      if (items.length > 0 || !nextCursor) {
        break;
      }
    }
    return { items, checked, nextCursor };
  }

  async #one(
    terms: Terms,
    resourceId: string,
    { scope }: Pick<CallOptions, 'scope'>,
  ): Promise<ViolationPage> {
    const record = await this.#seenResource(resourceId, scope);
    if (record?.templateId !== terms.template.id) {
      throw resourceNotFound(resourceId);
    }
    const items = await this.#deps.examiner.examine([record], terms, scope);
    return { items, checked: 1 };
  }

  async #seenResource(
    id: string,
    scope: CallOptions['scope'],
  ): Promise<ResourceRecord | undefined> {
    const { resources } = this.#deps;
    const seen = scope ? await resources.seen([id], scope) : new Set([id]);
    return seen.has(id) ? resources.get(id) : undefined;
  }

  async #requireTemplate(id: string): Promise<Template> {
    const template = await this.#deps.templates.get(id);
    if (!template) {
      throw templateNotFound(id);
    }
    return template;
  }

  async #requireVersion(id: string): Promise<TemplateVersion> {
    const version = await this.#deps.versions.get(id);
    if (!version) {
      throw versionNotFound(id);
    }
    return version;
  }
}
