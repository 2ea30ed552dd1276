import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type {
  TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { createWorld, type World } from '../../__testUtils__/startPortal';
import {
  postgresOf,
  sqliteIn,
  startBackendProcess,
  type BackendProcess,
} from './backendProcess';
import { adminOf } from './cloud';
import { HeldEngine } from './HeldEngine';
import { killBelow, quiet } from './processes';
import { until } from './until';

type Settings = Record<string, unknown>;

/** A world whose engine can be held, whose cloud misbehaves, and that can be left clean. */
export class FaultWorld {
  readonly engine: HeldEngine;
  readonly cloud: ReturnType<typeof adminOf>;
  readonly world: World;
  readonly #backends: BackendProcess[] = [];

  private constructor(world: World, engine: HeldEngine) {
    this.world = world;
    this.engine = engine;
    this.cloud = adminOf(world);
  }

  /** `settings` are merged into `infrakitchen`. */
  static async create(settings: Settings = {}): Promise<FaultWorld> {
    const world = await createWorld();
    const engine = await HeldEngine.create(
      path.join(world.directory, 'engine'),
    );
    // A killed provider leaves its socket behind; it goes with the world.
    const sockets = path.join(world.directory, 'sockets');
    await mkdir(sockets);
    const held = withSettings(world, {
      engine: {
        binary: engine.binary,
        env: { PLUGIN_UNIX_SOCKET_DIR: sockets },
      },
    });
    return new FaultWorld(withSettings(held, settings), engine);
  }

  get workingDirectory(): string {
    return path.join(this.world.directory, 'work');
  }

  /** The same world for a backend with other settings. */
  with(settings: Settings): World {
    return withSettings(this.world, settings);
  }

  /** `backend.database` of a new, empty database. */
  async newDatabase(
    databases: TestDatabases,
    id: TestDatabaseId,
  ): Promise<object> {
    return id === 'SQLITE_3'
      ? sqliteIn(mkdtempSync(path.join(this.world.directory, 'database-')))
      : postgresOf(await databases.init(id));
  }

  async startBackend(
    options: Omit<Parameters<typeof startBackendProcess>[0], 'world'> & {
      world?: World;
    },
  ): Promise<BackendProcess> {
    const backend = await startBackendProcess({
      world: this.world,
      ...options,
    });
    this.#backends.push(backend);
    return backend;
  }

  /** Where a run keeps its files, as long as it does. */
  runDirectory(runId: string, worker = 0): string {
    return path.join(this.workingDirectory, `worker-${worker}`, 'runs', runId);
  }

  /** Ends the supervisor of an apply and nothing else. */
  killSupervisor(runId: string): void {
    process.kill(this.#supervisorOf(runId), 'SIGKILL');
  }

  /** Ends an apply with all that belongs to it, as a power cut would. */
  async killEngine(runId: string): Promise<void> {
    process.kill(-this.#supervisorOf(runId), 'SIGKILL');
    killBelow(this.runDirectory(runId));
    await quiet(this.runDirectory(runId));
  }

  #supervisorOf(runId: string): number {
    const spool = path.join(this.runDirectory(runId), 'spool', 'apply');
    return parseInt(readFileSync(path.join(spool, 'supervisor'), 'utf8'), 10);
  }

  /** Waits until a run has left neither a process nor a file. */
  async leftNothing(runId: string, worker = 0): Promise<void> {
    await quiet(this.workingDirectory);
    await until(
      'the folder of the run to be removed',
      () => !existsSync(this.runDirectory(runId, worker)),
    );
  }

  /** Between tests: ends all processes and forgets faults, holds and objects. */
  async reset(): Promise<void> {
    await Promise.all(this.#backends.map(backend => backend.kill()));
    this.#backends.length = 0;
    killBelow(this.workingDirectory);
    await quiet(this.workingDirectory);
    this.engine.reset();
    await this.cloud.clear();
  }

  async stop(): Promise<void> {
    await this.reset();
    await this.world.stop();
  }
}

function withSettings(world: World, settings: Settings): World {
  return {
    ...world,
    config: merge(world.config as Settings, { infrakitchen: settings }),
  };
}

function merge(base: Settings, more: Settings): Settings {
  return Object.fromEntries(
    Object.keys({ ...base, ...more }).map(key => {
      const [old, given] = [base[key], more[key]];
      return [
        key,
        isSettings(old) && isSettings(given) ? merge(old, given) : given ?? old,
      ];
    }),
  );
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
