import type { Knex } from 'knex';
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
import {
  countChildren,
  type NameContexts,
  type NamedTarget,
  type ResourceRecord,
  type EditedTarget,
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
}

type Version = EditedTarget['version'];

/** Holds stored resources to conventions and rules. */
export class Examiner {
  readonly #knex: Knex;
  readonly #targets: TargetReader;
  readonly #values: ValuesService;
  readonly #naming: NameContexts;

  constructor(options: {
    knex: Knex;
    targets: TargetReader;
    values: ValuesService;
    naming: NameContexts;
  }) {
    this.#knex = options.knex;
    this.#targets = options.targets;
    this.#values = options.values;
    this.#naming = options.naming;
  }

  /** Those that break something; a fixed number of queries for any number. */
  async examine(records: ResourceRecord[], terms: Terms): Promise<Violation[]> {
    const found = await this.#targets.withChanges(records);
    const all = await this.#hold(found, terms);
    const before = terms.now
      ? await this.#hold(found, { template: terms.now })
      : [];
    return all
      .map((violation, index) => ({
        ...violation,
        errors: withoutKnown(violation.errors, before[index]?.errors ?? []),
      }))
      .filter(({ errors }) => errors.length > 0);
  }

  async #hold(found: EditedTarget[], terms: Terms): Promise<Violation[]> {
    const { template } = terms;
    const resolve = await this.#values.resolver(
      found.map(({ target }) => target),
      { secrets: false },
    );
    const contextOf = await this.#naming.reader(
      template.conventions.namePattern,
      found.map(namedTarget),
    );
    const crowded = await this.#crowded(found, template);
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
      ];
      return toViolation(item, errors);
    });
  }

  /** Parents with more children of the template than they may have. */
  async #crowded(
    found: EditedTarget[],
    { id, name, conventions }: Template,
  ): Promise<Map<string, ValueError>> {
    const { maxChildren } = conventions;
    if (maxChildren === undefined) {
      return new Map();
    }
    const parentIds = found.flatMap(({ target }) => target.parentIds);
    const counts = await countChildren(this.#knex, id, [...new Set(parentIds)]);
    return new Map(
      counts
        .filter(({ total }) => total > maxChildren)
        .map(({ parentId, total }) => [
          parentId,
          {
            code: 'too_many_children',
            message: `Its parent has ${total} living resources of '${name}', and may have at most ${maxChildren}.`,
            culprits: [{ kind: 'resource', id: parentId }],
          },
        ]),
    );
  }
}

function withoutKnown(errors: ValueError[], known: ValueError[]): ValueError[] {
  const messages = new Set(known.map(({ message }) => message));
  return errors.filter(({ message }) => !messages.has(message));
}

function namedTarget({ resource, target }: EditedTarget): NamedTarget {
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
  { resource, version }: EditedTarget,
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
