import type { Knex } from 'knex';
import type { JsonValue } from '@backstage/types';
import {
  canonicalJson,
  resolveValues,
  type AncestorNode,
  type ModuleVariable,
  type ResolvedValues,
  type ResourceLink,
  type TemplateVersion,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import { together } from '../database';
import type { ProjectStore } from '../projects';
import { nearest, type HierarchyStore } from './HierarchyStore';
import type { ResourceStore } from './ResourceStore';
import { projectOf, type Supposition } from './supposition';
import type {
  ChangeRecord,
  Entries,
  ResourceRecord,
  SealedValues,
} from './types';

/** What values are resolved for: a stored resource, a draft or a change. */
export interface ValueTarget {
  link?: ResourceLink;
  version?: Pick<TemplateVersion, 'analysis' | 'variableRules'>;
  parentIds: string[];
  projectId: string | undefined;
  entries: Entries;
  values: Values;
  /** Own sensitive values as stored. */
  sealed?: SealedValues;
  /** The row that `sealed` is bound to. */
  sealedIn?: 'resources' | 'resource_changes';
  /** Variables whose value comes from a pending change. */
  changed?: string[];
}

/** What decides about inherited values. */
type ValuePlace = Pick<ValueTarget, 'parentIds' | 'projectId'>;

/** Resolves a target, as it is stored or as it would be. */
export type Resolver = (
  target: ValueTarget,
  supposition?: Supposition,
) => ResolvedValues;

/** Resolves the values of resources from what is above them and their projects. */
export class ValuesService {
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #projects: ProjectStore;
  readonly #keys: KeyRing;

  constructor(options: {
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    projects: ProjectStore;
    keys: KeyRing;
  }) {
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#projects = options.projects;
    this.#keys = options.keys;
  }

  /**
   * Effective values. Secrets are decrypted only on request: a page needs to
   * know that there is a value, a run needs the value.
   */
  async resolve(
    target: ValueTarget,
    options: { secrets: boolean; db?: Knex },
  ): Promise<ResolvedValues> {
    return (await this.resolver([target], options))(target);
  }

  /**
   * Reads what is above all these targets and their projects at once, and
   * returns the function that resolves each of them.
   */
  async resolver(
    targets: (ValuePlace & Pick<ValueTarget, 'version'>)[],
    options: { secrets: boolean; db?: Knex },
  ): Promise<Resolver> {
    const [ancestorsOf, projects] = await together(options.db, [
      () =>
        this.ancestors(targets, {
          ...options,
          // Only what is missing in an ancestor has to name its version.
          refs: targets.some(takesOutputs),
        }),
      () =>
        this.#projects.defaults(
          targets.flatMap(target => target.projectId ?? []),
          options.db,
        ),
    ]);
    return (target, supposition = {}) => {
      let values: Values = { ...target.values };
      const withheld: string[] = [];
      if (target.sealed && options.secrets) {
        // A variable may be called __proto__, which only a spread makes a member.
        values = { ...values, ...this.unseal(target) };
      } else if (target.sealed) {
        withheld.push(
          ...target.sealed.names.filter(
            name => !Object.hasOwn(target.values, name),
          ),
        );
      }
      return resolveValues({
        variables: target.version?.analysis?.variables ?? [],
        rules: target.version?.variableRules ?? {},
        ancestors: ancestorsOf(target.parentIds, supposition),
        project: projectOf(target.projectId, projects, supposition),
        own: {
          resource: target.link,
          tags: target.entries.tags,
          configs: target.entries.configs,
          values,
          withheld,
          changed: target.changed,
        },
      });
    };
  }

  /** Own sensitive values in clear. */
  unseal(target: Pick<ValueTarget, 'sealed' | 'sealedIn' | 'link'>): Values {
    if (!target.sealed || !target.link) {
      return {};
    }
    return this.#keys.decryptJson<Values>(target.sealed.sealed, {
      table: target.sealedIn ?? 'resources',
      column: 'sensitive_values',
      id: target.link.id,
    });
  }

  /**
   * Encrypts own sensitive values for a row.
   *
   * @param previous - what was sealed before; a value that is still the same
   * keeps its digest, also where a new key makes other digests.
   */
  seal(
    table: 'resources' | 'resource_changes',
    id: string,
    values: Values,
    previous?: SealedValues,
  ): SealedValues | undefined {
    const names = Object.keys(values).sort();
    const digestOf = (name: string) => {
      // Of one resource, so that equal secrets of two do not show as equal.
      const text = canonicalJson([id, name, values[name]]);
      const digests = previous?.digests ?? {};
      const known = Object.hasOwn(digests, name) ? digests[name] : undefined;
      return known !== undefined && this.#keys.isDigestOf(known, text)
        ? known
        : this.#keys.digest(text);
    };
    return names.length === 0
      ? undefined
      : {
          names,
          digests: Object.fromEntries(
            names.map(name => [name, digestOf(name)]),
          ),
          sealed: this.#keys.encryptJson(values, {
            table,
            column: 'sensitive_values',
            id,
          }),
        };
  }

  /** Encrypts the sensitive outputs of a resource. */
  sealOutputs(id: string, outputs: Values): string | undefined {
    return Object.keys(outputs).length === 0
      ? undefined
      : this.#keys.encryptJson(outputs, {
          table: 'resources',
          column: 'sensitive_outputs',
          id,
        });
  }

  /** Sensitive outputs in clear; only for a run that feeds a sensitive variable. */
  unsealOutputs(
    resource: Pick<ResourceRecord, 'id' | 'sensitiveOutputs'>,
  ): Values {
    return resource.sensitiveOutputs
      ? this.#keys.decryptJson<Values>(resource.sensitiveOutputs, {
          table: 'resources',
          column: 'sensitive_outputs',
          id: resource.id,
        })
      : {};
  }

  /** Keyed digest of everything that a run is given. */
  digest(resolved: ResolvedValues): string {
    return this.digestOf({
      values: effectiveValues(resolved),
      tags: tagsOf(resolved),
    });
  }

  /** The same for values and tags that were resolved before. */
  digestOf(given: { values: Values; tags: Record<string, string> }): string {
    return this.#keys.digest(
      canonicalJson({ values: given.values, tags: given.tags }),
    );
  }

  /** The target of a stored resource, with a pending change laid over it. */
  targetOf(options: {
    resource: ResourceRecord;
    parentIds: string[];
    entries: Entries;
    version?: ValueTarget['version'];
    change?: ChangeRecord;
  }): ValueTarget {
    const { resource, change, entries } = options;
    return {
      link: {
        id: resource.id,
        name: resource.name,
        templateId: resource.templateId,
      },
      version: options.version,
      parentIds: options.parentIds,
      projectId: resource.projectId,
      entries: {
        tags: change?.payload.tags ?? entries.tags,
        configs: change?.payload.configs ?? entries.configs,
      },
      values: change?.payload.values ?? resource.ownValues,
      sealed: change?.payload.values
        ? change.sensitiveValues
        : resource.sensitiveValues,
      sealedIn: change?.payload.values ? 'resource_changes' : 'resources',
      changed: change?.payload.values
        ? Object.keys(change.authors)
            .filter(field => field.startsWith('values.'))
            .map(field => field.slice('values.'.length))
        : undefined,
    };
  }

  /** Reads what is above all these targets; by their parents. */
  async ancestors(
    targets: Pick<ValuePlace, 'parentIds'>[],
    options: { secrets: boolean; refs?: boolean; db?: Knex },
  ): Promise<
    (parentIds: string[], supposition?: Supposition) => AncestorNode[]
  > {
    const parentIds = targets.flatMap(target => target.parentIds);
    const lines = await this.#hierarchy.lines(
      [...new Set(parentIds)],
      options.db,
    );
    const ids = nearest(lines.values()).map(({ id }) => id);
    const [resources, entries, refs] = await together(options.db, [
      () => this.#resources.getMany(ids, options.db),
      () => this.#resources.entries(ids, options.db),
      async () =>
        options.refs
          ? this.#resources.versionRefs(ids, options.db)
          : new Map<string, string>(),
    ]);
    const nodes = new Map(
      resources.map(resource => [
        resource.id,
        {
          ...this.#nodeOf(resource, entries.get(resource.id)!, options),
          version: refs.get(resource.id),
        },
      ]),
    );
    return (parents, supposition = {}) =>
      nearest(
        parents.map(id => supposition.lines?.get(id) ?? lines.get(id) ?? []),
      ).flatMap(({ id, distance }) => {
        const node = nodes.get(id);
        return node
          ? [{ ...node, ...supposition.nodes?.get(id), distance }]
          : [];
      });
  }

  #nodeOf(
    resource: ResourceRecord,
    entries: Entries,
    options: { secrets: boolean },
  ): Omit<AncestorNode, 'distance'> {
    const secrets = options.secrets ? this.unsealOutputs(resource) : {};
    return {
      link: {
        id: resource.id,
        name: resource.name,
        templateId: resource.templateId,
      },
      templateId: resource.templateId,
      state: resource.state,
      entries,
      outputs: resource.outputs.map(output => ({
        name: output.name,
        sensitive: output.sensitive,
        value: (output.sensitive ? secrets[output.name] : output.value) as
          | JsonValue
          | undefined,
      })),
    };
  }
}

function takesOutputs({ version }: Pick<ValueTarget, 'version'>): boolean {
  return Object.values(version?.variableRules ?? {}).some(
    ({ reference }) => reference,
  );
}

/** Whether a variable's value must never be shown or stored in clear. */
export function isSensitive(
  variable: ModuleVariable,
  rules: TemplateVersion['variableRules'],
): boolean {
  return (
    variable.sensitive ||
    (Object.hasOwn(rules, variable.name) &&
      rules[variable.name].sensitive === true)
  );
}

/** Values by variable, without those that the module decides itself. */
export function effectiveValues(resolved: ResolvedValues): Values {
  return Object.fromEntries(
    resolved.variables
      .filter(
        variable =>
          variable.isSet && variable.provenance?.source !== 'module_default',
      )
      .map(variable => [variable.name, variable.value ?? null]),
  );
}

/** Effective tags by name. */
export function tagsOf(resolved: ResolvedValues): Record<string, string> {
  return Object.fromEntries(
    resolved.tags.map(entry => [entry.name, entry.value]),
  );
}
