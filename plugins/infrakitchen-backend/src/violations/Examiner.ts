import {
  disallowedProviders,
  validateValues,
  type ResolvedValues,
  type Template,
  type TemplateVersion,
  type ValueError,
  type VariableRules,
  type Violation,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { AccessScope } from '../access';
import {
  resourceCulprit,
  type Collision,
  type HierarchyStore,
  type NameContexts,
  type NamedTarget,
  type ResourceRecord,
  type ResourceStore,
  type StoredTarget,
  type TargetReader,
  type ValuesService,
} from '../resources';

/** What resources are held to. */
export interface Terms {
  /** With the conventions that are to hold. */
  template: Template;
  /** In place of the version that a resource has, with the rules that are to hold. */
  version?: TemplateVersion;
  /** What holds now; what breaks that already is left out. */
  now?: Template;
  /** By resource what cannot become unique. */
  collisions?: ReadonlyMap<string, Collision[]>;
}

type Version = StoredTarget['version'];

/** Holds stored resources to conventions and rules. */
export class Examiner {
  readonly #hierarchy: HierarchyStore;
  readonly #resources: ResourceStore;
  readonly #targets: TargetReader;
  readonly #values: ValuesService;
  readonly #naming: NameContexts;

  constructor(options: {
    hierarchy: HierarchyStore;
    resources: ResourceStore;
    targets: TargetReader;
    values: ValuesService;
    naming: NameContexts;
  }) {
    this.#hierarchy = options.hierarchy;
    this.#resources = options.resources;
    this.#targets = options.targets;
    this.#values = options.values;
    this.#naming = options.naming;
  }

  /** Those that break something; a fixed number of queries for any number. */
  async examine(
    records: ResourceRecord[],
    terms: Terms,
    scope?: AccessScope,
  ): Promise<Violation[]> {
    const found = await this.#targets.of(records);
    const all = await this.#hold(found, terms, scope);
    const before = terms.now
      ? await this.#hold(found, { template: terms.now }, scope)
      : [];
    return all
      .map((violation, index) => ({
        ...violation,
        errors: withoutKnown(violation.errors, before[index]?.errors ?? []),
      }))
      .filter(({ errors }) => errors.length > 0);
  }

  async #hold(
    found: StoredTarget[],
    terms: Terms,
    scope: AccessScope | undefined,
  ): Promise<Violation[]> {
    const { template } = terms;
    const resolve = await this.#values.resolver(
      found.map(({ target }) => target),
      { secrets: false },
    );
    const contextOf = await this.#naming.reader(
      template.conventions.namePattern,
      found.map(namedTarget),
    );
    const duplicates = await this.#duplicates(found, terms, scope);
    const crowded = await this.#crowded(found, template, scope);
    return found.map(item => {
      const version = versionFor(item.version, terms.version);
      const target = { ...item.target, version };
      const errors = [
        ...validateValues({
          variables: version?.analysis?.variables ?? [],
          rules: version?.variableRules ?? {},
          resolved: resolve(target),
          ownValues: {
            ...target.values,
            // Only that there is a value, never which.
            ...Object.fromEntries(
              (target.sealed?.names ?? []).map(name => [name, null]),
            ),
          },
          conventions: template.conventions,
          name: item.resource.name,
          naming: contextOf(namedTarget(item)),
        }),
        ...providerErrors(template, version),
        ...item.target.parentIds.flatMap(id => crowded.get(id) ?? []),
        ...duplicates(item.resource),
      ];
      return toViolation(item, errors);
    });
  }

  /** What of a resource cannot become unique, naming only what may be seen. */
  async #duplicates(
    found: StoredTarget[],
    { collisions }: Terms,
    scope: AccessScope | undefined,
  ): Promise<(resource: { id: string }) => ValueError[]> {
    const of = ({ id }: { id: string }) => collisions?.get(id) ?? [];
    const others = found.flatMap(({ resource }) =>
      of(resource).map(({ other }) => other.id),
    );
    const seen = scope && (await this.#resources.seen(others, scope));
    return resource =>
      of(resource).map(({ variable, other }) => {
        const isSeen = !seen || seen.has(other.id);
        return {
          code: 'not_unique',
          message: `The variable '${variable}' has the same value in ${
            isSeen ? `'${other.name}'` : 'another resource'
          }.`,
          variable,
          culprits: [
            { kind: 'variable' as const, name: variable },
            ...(isSeen ? [resourceCulprit(other)] : []),
          ],
        };
      });
  }

  /** Parents with more children of the template than they may have. */
  async #crowded(
    found: StoredTarget[],
    { id, name, conventions }: Template,
    scope: AccessScope | undefined,
  ): Promise<Map<string, ValueError>> {
    const { maxChildren } = conventions;
    if (maxChildren === undefined) {
      return new Map();
    }
    const parentIds = new Set(found.flatMap(({ target }) => target.parentIds));
    const counts = await this.#hierarchy.countChildren(id, [...parentIds]);
    const full = [...counts]
      .filter(([, total]) => total > maxChildren)
      .map(([parentId]) => parentId);
    const seen = scope && (await this.#resources.seen(full, scope));
    return new Map(
      full.map(parentId => [
        parentId,
        {
          code: 'too_many_children',
          message: `Its parent has more living resources of '${name}' than the ${maxChildren} that it may have.`,
          ...((!seen || seen.has(parentId)) && {
            culprits: [{ kind: 'resource', id: parentId }],
          }),
        },
      ]),
    );
  }
}

function withoutKnown(errors: ValueError[], known: ValueError[]): ValueError[] {
  const messages = new Set(known.map(({ message }) => message));
  return errors.filter(({ message }) => !messages.has(message));
}

function namedTarget({ resource, target }: StoredTarget): NamedTarget {
  const { labels, projectId } = resource;
  return { labels, projectId, parentIds: target.parentIds };
}

/** Another version, in which nothing is shown that was hidden before. */
function versionFor(own: Version, given: Version): Version {
  if (!own || !given) {
    return given ?? own;
  }
  const rules: VariableRules = { ...given.variableRules };
  for (const [name, rule] of Object.entries(own.variableRules)) {
    if (rule.sensitive) {
      rules[name] = { ...rules[name], sensitive: true };
    }
  }
  return { ...given, variableRules: rules };
}

function providerErrors(
  { name, conventions }: Template,
  version: Version,
): ValueError[] {
  const refused = version?.analysis
    ? disallowedProviders(version.analysis, conventions)
    : [];
  return refused.map(source => ({
    code: 'provider_not_allowed',
    message: `Its module uses the provider '${source}', which the conventions of '${name}' do not allow.`,
    culprits: [{ kind: 'version', id: version!.id, name: version!.ref }],
  }));
}

function toViolation(
  { resource, version }: StoredTarget,
  errors: ResolvedValues['errors'],
): Violation {
  const { id, name, templateId, state } = resource;
  return {
    resource: { id, name, templateId },
    state,
    version: version && {
      id: version.id,
      ref: version.ref,
      lifecycle: version.lifecycle,
    },
    errors,
  };
}
