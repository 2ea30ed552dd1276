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

/** The same world, whose portal reaches a git host on this machine. */
export function withForge(
  world: World,
  { host, plainUrl }: { host: string; plainUrl: string },
): World {
  const { infrakitchen } = world.config as {
    infrakitchen: { git: object };
  };
  const { git } = infrakitchen;
  return {
    ...world,
    config: {
      infrakitchen: {
        ...infrakitchen,
        integrations: { allowHosts: [host] },
        git: { ...git, allowedHosts: [new URL(plainUrl).host] },
      },
    },
  };
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
