import type {
  ModuleAnalysis,
  Resource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from '../../plugins/infrakitchen-backend/src/testing/startPortal';
import type { BenchmarkContext } from './benchmark';
import type { BenchDatabase } from './databases';

/** A portal with the template of a network under a region. */
export interface BenchPortal extends Portal {
  analysis: ModuleAnalysis;
  commitSha: string;
  /** Makes a network that nothing was built for yet. */
  createNetwork(name: string): Promise<Resource>;
}

/** The module that is measured: the smallest of the demo cloud. */
export const networkModule = { path: 'network', ref: 'v1.0.0' };

/** What every network gets besides its name. */
export const networkValues = {
  environment: 'prod',
  region: 'eu-north-1',
  cidr: '10.1.0.0/16',
};

/** A demo cloud and a module repository that are gone when the benchmark is. */
export async function openWorld(context: BenchmarkContext): Promise<World> {
  const world = await createWorld();
  context.defer(() => world.stop());
  return world;
}

/** Starts a portal and imports the module that is measured. */
export async function openPortal(
  context: BenchmarkContext,
  world: World,
  database: BenchDatabase,
): Promise<BenchPortal> {
  const portal = await startPortal({ world, knex: database.knex });
  context.defer(() => portal.stop());
  const { client } = portal;
  const { template, version } = await client.importTemplate({
    template: { key: 'network', name: 'Network' },
    version: {
      repositoryUrl: world.repository,
      path: networkModule.path,
      refType: 'tag',
      ref: networkModule.ref,
    },
  });
  const { analysis, commitSha } = await client.getVersion(version.id);
  return {
    ...portal,
    analysis: analysis!,
    commitSha: commitSha!,
    createNetwork: name =>
      client.createResource({
        templateId: template.id,
        versionId: version.id,
        name,
        values: { ...networkValues, name },
      }),
  };
}

/** How the engine of a world is set up. */
export function engineOf(world: World): {
  cliConfigFile: string;
  env: Record<string, string>;
} {
  const { infrakitchen } = world.config as {
    infrakitchen: {
      engine: { cliConfigFile: string; env: Record<string, string> };
    };
  };
  return infrakitchen.engine;
}
