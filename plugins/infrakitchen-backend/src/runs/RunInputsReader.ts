import type { Knex } from 'knex';
import type { JsonObject } from '@backstage/types';
import {
  actionOfRun,
  canonicalJson,
  InfrakitchenError,
  maskEffective,
  refusalsOf,
  simulationRefusals,
  validateValues,
  type EffectiveVariable,
  type ModuleVariable,
  type PreviousValues,
  type Template,
  type TemplateVersion,
  type Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { KeyRing } from '../crypto';
import {
  assertUnique,
  effectiveValues,
  originsOf,
  refuseAction,
  refuseValues,
  resourceNotFound,
  sensitiveNames,
  tagsOf,
  uniqueHashes,
  unsealApplied,
  type ChangeStore,
  type HierarchyStore,
  type ResourceRecord,
  type ResourceStore,
  type ResourceView,
  type ValuesService,
} from '../resources';
import type { TemplateStore } from '../templates';
import type { VersionStore } from '../versions';
import type {
  RequesterRights,
  RunConnections,
  RunConnectionsReader,
} from './credentials';
import { sha256 } from './fingerprint';
import { purposeOf, type RunInputs, type RunRecord } from './types';

/** Everything a run starts from, as it is now. */
export interface PreparedInputs {
  resource: ResourceRecord;
  template: Template;
  /** Without analysis where the version was analysed at another commit since. */
  version: TemplateVersion & { commitSha: string };
  inputs: RunInputs;
  /** Of the providers that the module ran with before, at this commit. */
  lockFile?: string;
  masked: EffectiveVariable[];
  digest: string;
  /** Of the pending change that is laid over what is stored; empty without one. */
  changeDigest: string;
}

/** Reads what a run is given, at the moment it is prepared. */
export class RunInputsReader {
  readonly #knex: Knex;
  readonly #resources: ResourceStore;
  readonly #hierarchy: HierarchyStore;
  readonly #changes: ChangeStore;
  readonly #templates: TemplateStore;
  readonly #versions: VersionStore;
  readonly #values: ValuesService;
  readonly #view: ResourceView;
  readonly #connections: RunConnectionsReader;
  readonly #rights: RequesterRights;
  readonly #keys: KeyRing;

  constructor(options: {
    knex: Knex;
    resources: ResourceStore;
    hierarchy: HierarchyStore;
    changes: ChangeStore;
    templates: TemplateStore;
    versions: VersionStore;
    values: ValuesService;
    view: ResourceView;
    connections: RunConnectionsReader;
    rights: RequesterRights;
    keys: KeyRing;
  }) {
    this.#knex = options.knex;
    this.#resources = options.resources;
    this.#hierarchy = options.hierarchy;
    this.#changes = options.changes;
    this.#templates = options.templates;
    this.#versions = options.versions;
    this.#values = options.values;
    this.#view = options.view;
    this.#connections = options.connections;
    this.#rights = options.rights;
    this.#keys = options.keys;
  }

  /**
   * @throws the refusal of the lifecycle where what held at the request holds
   * no longer, or what is wrong with the values.
   */
  async read(run: RunRecord): Promise<PreparedInputs> {
    const resource = await this.#resources.get(run.resourceId);
    if (!resource) {
      throw resourceNotFound(run.resourceId);
    }
    const purpose = purposeOf(run);
    const change =
      purpose === 'update' || purpose === 'dry_run'
        ? await this.#changes.get(resource.id)
        : undefined;
    const facts = await this.#view.facts(resource, change);
    // The run itself is the active one, and took the status that asked for it.
    const alone = { ...facts, activeRun: undefined };
    refuseAction(
      run.simulates
        ? simulationRefusals(alone, run.simulates)
        : refusalsOf(alone, actionOfRun[run.kind]).filter(
            refusal => refusal.code !== 'nothing_to_update',
          ),
    );
    const template = (await this.#templates.get(resource.templateId))!;
    const version = await this.#versions.get(run.versionId);
    if (!version?.commitSha || !version.analysis) {
      throw new InfrakitchenError('ConflictError', {
        code: 'version_unusable',
        message: `The version of '${resource.name}' is gone or not analysed`,
        culprits: [{ kind: 'version', id: run.versionId }],
      });
    }
    const usable = { ...version, commitSha: version.commitSha };
    if (purpose === 'destroy' && resource.appliedInputs) {
      return this.#lastApplied(resource, template, usable);
    }
    const [entries, parents] = await Promise.all([
      this.#resources.entries([resource.id]),
      this.#hierarchy.parents([resource.id]),
    ]);
    const target = this.#values.targetOf({
      resource,
      parentIds: parents.get(resource.id)!.map(parent => parent.id),
      entries: entries.get(resource.id)!,
      version,
      change,
    });
    const attached =
      change?.payload.attached ?? entries.get(resource.id)!.attached;
    const connections = await this.#connections.read(
      resource,
      template,
      attached,
    );
    const { workspaceId } = resource;
    await this.#rights.assertMayUse(run, connections, workspaceId);
    const resolved = await this.#values.resolve(target, { secrets: true });
    refuseValues(
      validateValues({
        variables: version.analysis.variables,
        rules: version.variableRules,
        resolved,
        ownValues: { ...target.values, ...this.#values.unseal(target) },
        conventions: template.conventions,
        previous: this.#lastProvisioned(resource),
      }),
      attached,
    );
    // A config above may have given the same value to two resources since.
    await assertUnique(
      this.#knex,
      resource,
      uniqueHashes(version, resolved.variables),
    );
    // What was stored as a secret stays one, whatever this version says of it.
    const secret = new Set([
      ...sensitiveNames(version),
      ...(target.sealed?.names ?? []),
    ]);
    const inputs: RunInputs = {
      commitSha: usable.commitSha,
      values: withoutDefaultNulls(
        effectiveValues(resolved),
        version.analysis.variables.filter(({ name }) => secret.has(name)),
      ),
      sensitive: [...secret],
      tags: tagsOf(resolved),
      origins: originsOf(resolved),
      connections,
    };
    const variables = resolved.variables.map(variable => ({
      ...variable,
      sensitive: secret.has(variable.name),
    }));
    return {
      resource,
      template,
      version: usable,
      inputs,
      lockFile: this.#lastLockFile(resource, usable),
      masked: maskEffective({ ...resolved, variables }).variables,
      digest: this.#digest(this.#values.digest(resolved), connections),
      changeDigest: change
        ? sha256(canonicalJson(change.payload as JsonObject))
        : '',
    };
  }

  /** The same from the inputs that the run stored when it was prepared. */
  async readStored(
    run: RunRecord,
    sealed: string,
  ): Promise<Omit<PreparedInputs, 'masked' | 'digest' | 'changeDigest'>> {
    const resource = await this.#resources.get(run.resourceId);
    const version = await this.#versions.get(run.versionId);
    if (!resource || !version) {
      throw resourceNotFound(run.resourceId);
    }
    return {
      resource,
      template: (await this.#templates.get(run.templateId))!,
      version: atCommit(version, run.commitSha!),
      inputs: this.unseal(run.id, sealed),
      lockFile: run.lockFile,
    };
  }

  /** Of the values and of what the run is connected by. */
  #digest(values: string, connections: RunConnections | undefined): string {
    return connections
      ? this.#keys.digest(canonicalJson([values, { ...connections }]))
      : values;
  }

  seal(runId: string, inputs: RunInputs): string {
    return this.#keys.encryptJson(inputs, {
      table: 'runs',
      column: 'inputs',
      id: runId,
    });
  }

  unseal(runId: string, sealed: string): RunInputs {
    return this.#keys.decryptJson<RunInputs>(sealed, {
      table: 'runs',
      column: 'inputs',
      id: runId,
    });
  }

  /** Encrypts inputs for the resource that they were applied to. */
  sealApplied(resourceId: string, inputs: RunInputs): string {
    const { masks, ...applied } = inputs;
    return this.#keys.encryptJson(applied, {
      table: 'resources',
      column: 'applied_inputs',
      id: resourceId,
    });
  }

  /** What frozen variables are held to, also where a config above them moved. */
  #lastProvisioned(resource: ResourceRecord): PreviousValues | undefined {
    const values =
      resource.state === 'provisioned'
        ? unsealApplied(this.#keys, resource)?.values
        : undefined;
    return values && { provisioned: true, values, effective: values };
  }

  /** Another commit may ask for other providers, which init would refuse. */
  #lastLockFile(
    resource: ResourceRecord,
    version: { id: string; commitSha: string },
  ): string | undefined {
    const ranBefore =
      resource.appliedVersionId === version.id &&
      unsealApplied(this.#keys, resource)?.commitSha === version.commitSha;
    return ranBefore ? resource.lockFile : undefined;
  }

  async #lastApplied(
    resource: ResourceRecord,
    template: Template,
    version: TemplateVersion & { commitSha: string },
  ): Promise<PreparedInputs> {
    const applied = unsealApplied(this.#keys, resource)!;
    const entries = await this.#resources.entries([resource.id]);
    const inputs = {
      ...applied,
      connections: await this.#connections.forDestroy(
        resource,
        template,
        applied.connections,
        entries.get(resource.id)!.attached,
      ),
    };
    const hidden = new Set(inputs.sensitive);
    return {
      resource,
      template,
      version: atCommit(version, inputs.commitSha),
      inputs,
      lockFile: resource.lockFile,
      masked: (version.analysis?.variables ?? [])
        .filter(variable => Object.hasOwn(inputs.values, variable.name))
        .map(variable => ({
          name: variable.name,
          type: variable.type,
          sensitive: hidden.has(variable.name),
          isSet: true,
          value: hidden.has(variable.name)
            ? undefined
            : inputs.values[variable.name],
          provenance: { source: 'resource' as const },
        })),
      digest: this.#digest(this.#values.digestOf(inputs), inputs.connections),
      changeDigest: '',
    };
  }
}

/** A version as it was at a commit; what it has become since is left out. */
function atCommit(
  version: TemplateVersion,
  commitSha: string,
): TemplateVersion & { commitSha: string } {
  return version.commitSha === commitSha
    ? { ...version, commitSha }
    : { ...version, commitSha, analysis: undefined };
}

/**
 * Without nulls that the module has as its default too. Secrets travel by
 * environment, where a string cannot be null.
 */
function withoutDefaultNulls(
  values: Values,
  variables: ModuleVariable[],
): Values {
  const left = { ...values };
  for (const { name, hasDefault, default: value } of variables) {
    if (left[name] === null && hasDefault && (value ?? null) === null) {
      delete left[name];
    }
  }
  return left;
}
