import path from 'node:path';
import type { BackendFeature } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type {
  Resource,
  ResourceInput,
  RunDetail,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { Knex } from 'knex';
import {
  createWorld,
  startPortal,
  type Portal,
  type World,
} from '../../__testUtils__/startPortal';
import { GitFixture } from '../../sources/__testUtils__/gitFixtures';
import { EngineRecorder } from './EngineRecorder';

/** Says, hashed, which secret it got. */
const MODULE = `
variable "name" { type = string }
variable "db_password" {
  type      = string
  sensitive = true
  default   = "none"
}
resource "terraform_data" "this" {
  input = [var.name, sha256(nonsensitive(var.db_password))]
}
output "password" { value = sha256(nonsensitive(var.db_password)) }
`;

/** A portal with the real engine, whose runs tell what they were given. */
export class LifeWorld {
  portal: Portal;
  readonly recorder: EngineRecorder;
  readonly knex: Knex;
  readonly #world: World;
  readonly #features: BackendFeature[];
  readonly #module: { templateId: string; versionId: string };
  /** Variables that the engine has whatever is attached. */
  #usual = new Set<string>();

  private constructor(options: {
    portal: Portal;
    recorder: EngineRecorder;
    knex: Knex;
    world: World;
    features: BackendFeature[];
    module: { templateId: string; versionId: string };
  }) {
    this.portal = options.portal;
    this.recorder = options.recorder;
    this.knex = options.knex;
    this.#world = options.world;
    this.#features = options.features;
    this.#module = options.module;
  }

  static async create(options: {
    knex: Knex;
    features: BackendFeature[];
    /** `infrakitchen.integrations` */
    integrations: JsonObject;
    /** More variables for the engine. */
    engineEnv?: Record<string, string>;
  }): Promise<LifeWorld> {
    const { features, integrations, knex } = options;
    const world = await createWorld({ integrations });
    const recorder = await EngineRecorder.create(
      path.join(world.directory, 'recorder'),
    );
    const { engine } = (world.config as any).infrakitchen;
    engine.binary = recorder.binary;
    Object.assign(engine.env, options.engineEnv);
    const repository = await GitFixture.create(
      path.join(world.directory, 'telling'),
    );
    await repository.commit({ 'main.tf': MODULE });
    await repository.git('tag', 'v1.0.0');
    const portal = await startPortal({ world, knex, features });
    const { template, version } = await portal.client.importTemplate({
      template: { key: 'telling', name: 'Telling' },
      version: {
        repositoryUrl: repository.directory,
        path: '',
        refType: 'tag',
        ref: 'v1.0.0',
      },
    });
    const life = new LifeWorld({
      ...{ portal, recorder, knex, world, features },
      module: { templateId: template.id, versionId: version.id },
    });
    await life.#learn();
    return life;
  }

  /** Folder that backends and runs work in. */
  get workingDirectory(): string {
    return path.join(this.#world.directory, 'work');
  }

  createResource(
    name: string,
    connected: Partial<ResourceInput> = {},
  ): Promise<Resource> {
    return this.portal.client.createResource({
      ...{ ...this.#module, name, values: { name } },
      ...connected,
    });
  }

  /** Runs an action to its end. */
  async run(
    id: string,
    action: 'dry-run' | 'provision' | 'update' | 'destroy',
  ): Promise<RunDetail> {
    const started = await this.portal.client.actOnResource(id, action);
    return this.portal.finished(started.run!.id);
  }

  /** What a command was given because of what is attached, hashed. */
  async given(
    runId: string,
    command: 'plan' | 'apply',
  ): Promise<Record<string, string>> {
    const recorded = await this.recorder.read(runId, command);
    if (!recorded) {
      throw new Error(`The run ${runId} has not started a ${command}`);
    }
    return Object.fromEntries(
      Object.entries(recorded.given).filter(([name]) => !this.#usual.has(name)),
    );
  }

  /** Starts the backend again, with other keys. */
  async restartWith(keys: { id: string; secret: string }[]): Promise<void> {
    await this.portal.stop();
    (this.#world.config as any).infrakitchen.encryption = { keys };
    this.portal = await startPortal({
      ...{ world: this.#world, knex: this.knex, features: this.#features },
    });
  }

  async stop(): Promise<void> {
    await this.portal.stop();
    await this.#world.stop();
  }

  async #learn(): Promise<void> {
    const bare = await this.createResource('bare');
    const { id, error } = await this.run(bare.id, 'dry-run');
    if (error) {
      throw new Error(`Nothing can be run: ${error.message}`);
    }
    const names = Object.keys(await this.given(id, 'plan'));
    // The password of the managed state is as much a credential as any other.
    this.#usual = new Set(names.filter(name => !name.startsWith('TF_HTTP_')));
  }
}
