import {
  createWorld,
  type World,
} from '../../plugins/infrakitchen-backend/src/__testUtils__/startPortal';
import type { BenchmarkContext } from './benchmark';

export type { World };

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

/** How the engine of a world is set up. */
export function engineOf(world: World): {
  cliConfigFile: string;
  env: Record<string, string>;
} {
  const { infrakitchen } = world.config as {
    infrakitchen: { engine: ReturnType<typeof engineOf> };
  };
  return infrakitchen.engine;
}
