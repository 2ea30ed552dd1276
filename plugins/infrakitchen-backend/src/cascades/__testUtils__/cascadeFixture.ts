import {
  isInfrakitchenError,
  type VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { toRunError } from '../../runs/problems';
import type {
  Cascade,
  CascadeInput,
  CascadeItem,
  Resource,
  Template,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  createServices,
  fresh,
  variable,
  type Services,
} from '../../__testUtils__/serviceFixture';
import type { FakeApply } from '../../__testUtils__/FakeWorker';

/** A tree with a diamond: `app` is below both `net` and `db`, these below `root`. */
export interface Diamond {
  root: Resource;
  net: Resource;
  db: Resource;
  app: Resource;
}

/** What a fake engine does with the runs of some resources. */
export type Behaviour = (run: {
  resourceName: string;
  kind: string;
  state: string;
}) => FakeApply | 'fail' | 'leave';

/** Services with cascades, where ann and bob are admins. */
export async function createCascadeFixture(
  knex: Knex,
  options: Parameters<typeof createServices>[1] = {},
) {
  const grants = ['ann', 'bob', 'eve'].map(name => ({
    principalRef: `user:default/${name}`,
    role: 'admin' as const,
    scope: { kind: 'global' as const },
  }));
  const services = await createServices(knex, { grants, ...options });
  return { ...services, ...cascadeHelpers(services) };
}

export type CascadeFixture = Awaited<ReturnType<typeof createCascadeFixture>>;

/** What tests do with cascades, over services that they have. */
export function cascadeHelpers(services: Services) {
  const { knex, cascadeService, cascadeDriver, worker, runService } = services;

  const provision = async (resource: Resource): Promise<void> => {
    const { id } = await runService.request(resource.id, 'provision', ann);
    await worker.work(id, { outputs: { id: resource.name } });
  };

  /** Another resource with one variable, provisioned unless it is abstract. */
  const add = async (
    template: Template,
    parents: Resource[] = [],
    isProvisioned = true,
    rules: VariableRules = {},
  ): Promise<Resource> => {
    const version = template.abstract
      ? undefined
      : await versionOf(services, template, rules);
    const resource = await addResource(services, template, {
      version,
      name: fresh('r'),
      parentIds: parents.map(({ id }) => id),
    });
    if (isProvisioned && !template.abstract) {
      await provision(resource);
    }
    return resource;
  };

  const templates = async () => {
    const root = await addTemplate(services, { abstract: true });
    const net = await addTemplate(services, { parents: [root] });
    const db = await addTemplate(services, { parents: [root] });
    const app = await addTemplate(services, { parents: [net, db] });
    return { root, net, db, app };
  };

  /** @param options - `wired`: `app` takes the output of `net`. */
  const diamond = async (
    options: { wired?: boolean } = {},
  ): Promise<Diamond> => {
    const kinds = await templates();
    const root = await add(kinds.root);
    const net = await add(kinds.net, [root]);
    const db = await add(kinds.db, [root]);
    const app = await add(kinds.app, [net, db], true, {
      ...(options.wired && {
        above: { reference: { templateId: kinds.net.id, output: 'id' } },
      }),
    });
    return { root, net, db, app };
  };

  /** As a worker does it: what cannot be prepared fails. */
  const work = async (runId: string, apply: FakeApply): Promise<void> => {
    try {
      await worker.work(runId, apply);
    } catch (error) {
      if (!isInfrakitchenError(error)) {
        throw error;
      }
      const run = (await services.store.get(runId))!;
      await worker.move(run, 'failed', {
        patch: { error: toRunError(error, 'prepare') },
        also: (tx, moved) => services.outcomes.failed(tx, moved, false),
      });
    }
  };

  const fail = async (runId: string): Promise<void> => {
    const run = await worker.claim(runId);
    await worker.move(run, 'failed', {
      patch: { error: { code: 'engine_failed', message: 'The cloud is away' } },
      also: (tx, moved) => services.outcomes.failed(tx, moved, false),
    });
  };

  /** Brings a cascade and its runs on until everything stands still. */
  const drive = async (
    id: string,
    behave: Behaviour = () => ({}),
  ): Promise<string> => {
    for (;;) {
      await cascadeDriver.advance(id);
      const runs = await knex('runs')
        .where({ cascade_id: id })
        .whereIn('state', ['queued', 'apply_queued'])
        .orderBy('created_at')
        .select('id', 'resource_name as resourceName', 'kind', 'state');
      const moved = [];
      for (const run of runs) {
        const what = behave(run);
        if (what !== 'leave') {
          moved.push(run.id);
          await (what === 'fail' ? fail(run.id) : work(run.id, what));
        }
      }
      if (moved.length === 0) {
        return (await cascadeService.get(id, ann)).state;
      }
    }
  };

  const start = (
    input: CascadeInput,
    caller: typeof ann = ann,
  ): Promise<Cascade> => cascadeService.create(input, caller);

  const confirm = async (id: string, caller: typeof ann = ann) => {
    const { digest } = await cascadeService.get(id, caller);
    return cascadeService.act(id, 'confirm', { ...caller, digest });
  };

  /** The cascade with all plans, confirmed. */
  const confirmed = async (input: CascadeInput): Promise<Cascade> => {
    const cascade = await start(input);
    await drive(cascade.id);
    return confirm(cascade.id);
  };

  const items = async (id: string): Promise<CascadeItem[]> =>
    (await cascadeService.items({ id, limit: 200 }, ann)).items;

  /** States of the items by name of their resource. */
  const states = async (id: string): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await items(id)).map(({ resource, state }) => [resource.name, state]),
    );

  /** States of resources by name. */
  const built = async (...resources: Resource[]): Promise<string[]> => {
    const found = await services.resources.getMany(
      resources.map(({ id }) => id),
    );
    return resources.map(({ id }) => found.find(r => r.id === id)!.state);
  };

  /** Makes what is there look as if something above it had changed. */
  const outdate = async (...resources: Resource[]): Promise<void> => {
    await knex('resources')
      .whereIn(
        'id',
        resources.map(({ id }) => id),
      )
      .update({ stale_inputs: true });
  };

  /** In the order in which they began to apply. */
  const order = async (id: string): Promise<string[]> =>
    knex('run_transitions as t')
      .join('runs as r', 'r.id', 't.run_id')
      .where({ 'r.cascade_id': id, 't.to_state': 'applying' })
      .orderBy('t.at')
      .orderBy('r.created_at')
      .pluck('r.resource_name');

  return {
    ...{
      add,
      templates,
      diamond,
      drive,
      work,
      fail,
      start,
      confirm,
      confirmed,
    },
    ...{ items, states, built, outdate, order, provision },
  };
}

async function versionOf(
  services: Services,
  template: Template,
  rules: VariableRules,
) {
  return addVersion(services, template, {
    variables: [
      variable('size', 'number', { default: 1 }),
      variable('above', 'string', { default: null }),
    ],
    rules,
    outputs: [{ name: 'id', sensitive: false }],
  });
}
