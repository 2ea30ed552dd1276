import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JsonObject } from '@backstage/types';
import { DemoCloud, startDemoCloud } from '../cloud/startDemoCloud';
import { Fault } from '../cloud/faults';
import { CloudObject } from '../cloud/store';
import {
  installProviderMirror,
  ProviderMirror,
} from '../mirror/installProviderMirror';
import { KINDS, ObjectKind } from '../kinds';
import { Root } from './Root';

/** A demo cloud and a directory in which an engine can work on it. */
export class Sandbox {
  static async create(): Promise<Sandbox> {
    const base = await mkdtemp(join(tmpdir(), 'demo-cloud-test-'));
    const mirror = await installProviderMirror({
      directory: join(base, 'provider-mirror'),
    });
    await mkdir(join(base, 'home'));
    return new Sandbox(base, mirror, await startDemoCloud());
  }

  private constructor(
    readonly base: string,
    readonly mirror: ProviderMirror,
    readonly cloud: DemoCloud,
  ) {}

  async remove(): Promise<void> {
    await this.cloud.stop();
    await rm(this.base, { recursive: true, force: true });
  }

  /** Makes a root module. */
  async root(name: string, files: Record<string, string>): Promise<Root> {
    const directory = join(this.base, name);
    await mkdir(directory, { recursive: true });
    const root = new Root(directory, this.#environment());
    await root.write(files);
    return root;
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: join(this.base, 'home'),
      TMPDIR: this.base,
      TF_CLI_CONFIG_FILE: this.mirror.cliConfigFile,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      DEMO_CLOUD_ENDPOINT: this.cloud.url,
      ...this.mirror.env,
    };
  }

  async request(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: any }> {
    const response = await fetch(`${this.cloud.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text ? JSON.parse(text) : undefined,
    };
  }

  async objects(kind?: ObjectKind): Promise<CloudObject[]> {
    const { body } = await this.request('GET', '/admin/objects');
    return body.items.filter(
      (object: CloudObject) => kind === undefined || object.kind === kind,
    );
  }

  async tamper(object: CloudObject, changes: JsonObject): Promise<void> {
    const path = `/admin/objects/${KINDS[object.kind].plural}/${object.id}`;
    await this.request('PATCH', path, changes);
  }

  async setFaults(faults: Fault[]): Promise<void> {
    await this.request('PUT', '/admin/faults', { faults });
  }

  /** Empties the cloud. */
  async reset(): Promise<void> {
    await this.setFaults([]);
    await this.request('DELETE', '/admin/objects');
  }
}
