import {
  InfrakitchenError,
  type Culprit,
  type IntegrationRef,
  type Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import type { ConnectionKind } from '../access';
import {
  connectionCulprit,
  connectionDisabled,
  connectionNotFound,
  type ConnectionProviders,
  type ConnectionRecord,
  type ConnectionStore,
} from '../connections';
import {
  byName,
  nothingAttached,
  type Attached,
  type WantedAttached,
} from './attached';

/** What may be attached to a resource, whoever attaches it. */
export class AttachmentRules {
  readonly #stores: Record<ConnectionKind, ConnectionStore>;
  readonly #providers: ConnectionProviders;

  constructor(options: {
    stores: Record<ConnectionKind, ConnectionStore>;
    providers: ConnectionProviders;
  }) {
    this.#stores = options.stores;
    this.#providers = options.providers;
  }

  /**
   * What is attached after an edit, with every rule. What was attached before
   * may have been disabled since; what is attached anew may not.
   */
  async resolve(
    tx: Knex.Transaction,
    template: Pick<Template, 'name' | 'abstract' | 'conventions'>,
    wanted: WantedAttached,
    before: Attached = nothingAttached,
  ): Promise<Attached> {
    if (wanted.integrations === undefined && wanted.secretIds === undefined) {
      return before;
    }
    const refs: IntegrationRef[] = wanted.integrations ?? before.integrations;
    const secretIds = wanted.secretIds ?? before.secrets.map(({ id }) => id);
    if (template.abstract && refs.length + secretIds.length > 0) {
      throw refused(
        'template_abstract',
        `The template '${template.name}' is abstract: its resources run nothing that could use integrations or secrets`,
      );
    }
    const integrations = await this.#held(
      tx,
      'integration',
      refs.map(({ id }) => id),
      before.integrations,
    );
    const secrets = await this.#held(tx, 'secret', secretIds, before.secrets);
    this.#checkProviders(template, integrations);
    this.#checkTogether(refs, integrations);
    return {
      integrations: refs
        .map(({ id, alias }) => ({
          id,
          name: integrations.get(id)!.name,
          ...(alias && { alias }),
        }))
        .sort(byName),
      secrets: secretIds
        .map(id => ({ id, name: secrets.get(id)!.name }))
        .sort(byName),
    };
  }

  /** The storage of a new resource; undefined for the managed one. */
  async holdStorage(
    tx: Knex.Transaction,
    id: string | undefined,
  ): Promise<ConnectionRecord | undefined> {
    return id ? (await this.#held(tx, 'storage', [id], [])).get(id) : undefined;
  }

  async #held(
    tx: Knex.Transaction,
    kind: ConnectionKind,
    ids: string[],
    before: { id: string }[],
  ): Promise<Map<string, ConnectionRecord>> {
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice) {
      throw refused(`${kind}_twice`, `The ${kind} '${twice}' is given twice`, [
        { kind, id: twice },
      ]);
    }
    const found = await this.#stores[kind].hold(tx, ids);
    const byId = new Map(found.map(record => [record.id, record]));
    for (const id of ids) {
      const record = byId.get(id);
      if (!record) {
        throw connectionNotFound(kind, id, 'InputError');
      }
      if (!record.enabled && !before.some(known => known.id === id)) {
        throw connectionDisabled(record);
      }
    }
    return byId;
  }

  #checkProviders(
    template: Pick<Template, 'name' | 'conventions'>,
    integrations: Map<string, ConnectionRecord>,
  ): void {
    const allowed = template.conventions.allowedIntegrations;
    const other =
      allowed &&
      [...integrations.values()].find(
        ({ provider }) => !allowed.includes(provider),
      );
    if (other) {
      throw refused(
        'integration_not_allowed',
        `'${other.name}' is an integration of ${
          other.provider
        }, and resources of '${template.name}' may only bring those of ${
          allowed.join(', ') || 'no provider'
        }`,
        [connectionCulprit(other)],
      );
    }
  }

  /** Several integrations must not get in each other's way. */
  #checkTogether(
    refs: IntegrationRef[],
    records: Map<string, ConnectionRecord>,
  ): void {
    const holders = new Map<string, ConnectionRecord>();
    for (const { id, alias } of refs) {
      const record = records.get(id)!;
      const provider = this.#providers.integration.require(record.provider);
      if (alias && !provider.supportsAlias) {
        throw refused(
          'alias_unsupported',
          `Integrations of ${provider.title} have no alias; attach '${record.name}' without one`,
          [connectionCulprit(record)],
        );
      }
      const claims = [
        ...provider.environmentNames({ config: record.config, alias }),
        // The configuration of the provider in the module.
        ...(provider.supportsAlias ? [`${provider.key}.${alias ?? ''}`] : []),
      ];
      for (const claim of claims) {
        const holder = holders.get(claim);
        if (holder) {
          throw conflict(holder, record, claim, provider.supportsAlias);
        }
        holders.set(claim, record);
      }
    }
  }
}

function conflict(
  first: ConnectionRecord,
  second: ConnectionRecord,
  claim: string,
  supportsAlias: boolean,
): InfrakitchenError {
  const what = claim.includes('.')
    ? 'the same configuration of one provider'
    : `the variable ${claim}`;
  return refused(
    'integration_conflict',
    `'${first.name}' and '${second.name}' both set ${what}; ${
      supportsAlias && first.provider === second.provider
        ? 'give one of them another alias'
        : 'attach one of them only'
    }`,
    [connectionCulprit(first), connectionCulprit(second)],
  );
}

function refused(
  code: string,
  message: string,
  culprits: Culprit[] = [],
): InfrakitchenError {
  return new InfrakitchenError('InputError', { code, message, culprits });
}
