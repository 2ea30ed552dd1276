import type {
  Resource,
  Template,
  TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  addResource,
  addTemplate,
  addVersion,
  ann,
  fresh,
  variable,
  type Services,
} from '../../__testUtils__/serviceFixture';
import type { Api } from '../../__testUtils__/startApi';
import type { GitFixture } from '../../sources/__testUtils__/gitFixtures';
import type { Given } from './rowTypes';

/** What the operations are called at. */
export interface RowWorld {
  knex: Knex;
  services: Services;
  api: Api;
  /** A module at a tag. */
  source: { repositoryUrl: string; refType: 'tag'; ref: string };
  /** Where states may be kept. */
  stateServer: string;
  /** A repository that workspaces may be at. */
  newRepository: () => Promise<GitFixture>;
}

/** What the rows of several nouns begin with. */
export type RowFixture = ReturnType<typeof createRowFixture>;

/** Makes what operations are about. */
export function createRowFixture(world: RowWorld) {
  const { knex, services, api } = world;
  const template = (more: Parameters<typeof addTemplate>[1] = {}) =>
    addTemplate(services, more);
  const version = (of: Template, enabled = true): Promise<TemplateVersion> =>
    addVersion(services, of, {
      enabled,
      variables: [variable('size', 'number', { default: null })],
    });
  const resource = async (more: object = {}): Promise<Resource> => {
    const kind = await template();
    return addResource(services, kind, {
      version: await version(kind),
      ...more,
    });
  };
  const provisioned = async (): Promise<Resource> => {
    const made = await resource();
    const { id } = await services.runService.request(made.id, 'provision', ann);
    await services.worker.work(id, { sensitiveOutputs: { password: 'x' } });
    return made;
  };
  const changed = async (): Promise<Resource> => {
    const made = await provisioned();
    await api.patch(`/resources/${made.id}`, { values: { size: 2 } });
    return made;
  };
  const destroyed = async (): Promise<Resource> => {
    const made = await provisioned();
    const { id } = await services.runService.request(made.id, 'destroy', ann);
    await services.worker.work(id);
    return made;
  };
  const key = () => fresh('key');
  const outdated = async (): Promise<Resource> => {
    const made = await provisioned();
    await knex('resources')
      .where({ id: made.id })
      .update({ stale_inputs: true });
    return made;
  };
  const of = async (made: Promise<{ id: string }>): Promise<Given> => ({
    in: { id: (await made).id },
  });

  return {
    ...world,
    template,
    version,
    resource,
    provisioned,
    changed,
    destroyed,
    outdated,
    key,
    of,
  };
}
