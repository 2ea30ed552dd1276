import { execFile } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { inflateRawSync } from 'node:zlib';
import { secretsOf } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { CredentialPhase } from '../integrations';
import type { StorageContext, StorageProvider } from '../storages';

const execute = promisify(execFile);

const MARK = 'kept by the engine';
const PHASES: CredentialPhase[] = ['plan', 'apply'];

/** The entries of a zip file, as a plan is one. */
function unpacked(zip: Buffer): Buffer {
  const entries: Buffer[] = [];
  let at = zip.indexOf('PK\x03\x04');
  while (at >= 0) {
    const start =
      at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
    entries.push(inflateRawSync(zip.subarray(start)));
    at = zip.indexOf('PK\x03\x04', start);
  }
  if (entries.length === 0) {
    throw new Error('The stored plan cannot be read');
  }
  return Buffer.concat(entries);
}

function credentialPath(name: string): string {
  return `../credentials/state/${name}`;
}

class EngineInStorage {
  readonly #provider: StorageProvider;
  readonly #context: StorageContext;
  readonly #folder: string;
  readonly #root: string;
  readonly #secrets: string[];
  #environment: Record<string, string>;

  constructor(
    provider: StorageProvider,
    context: StorageContext,
    folder: string,
    environment: Record<string, string>,
  ) {
    this.#provider = provider;
    this.#context = context;
    this.#folder = folder;
    this.#root = join(folder, 'root');
    this.#environment = environment;
    this.#secrets = secretsOf(provider.schema, context.config);
  }

  async check(): Promise<string[]> {
    const [plan, apply] = PHASES;
    await this.#writeModule();
    await this.#useCredentials(plan);
    await this.#run('init', '-input=false', ...(await this.#backendConfig()));
    const unlock = await this.#provider.lock(this.#context);
    const locked = await this.#run('plan', '-input=false').then(
      () => ['the engine does not find a lock that is held'],
      error =>
        String(error).includes('Error acquiring the state lock')
          ? []
          : [`the engine fails below a lock: ${error}`],
    );
    await unlock();
    await this.#run('plan', '-input=false', '-out=stored.plan');
    const left = await this.#leaks();
    await this.#useCredentials(apply);
    await this.#run('apply', '-input=false', 'stored.plan');
    const state = await this.#provider.readState(this.#context);
    return [
      ...locked,
      ...left,
      ...(state?.includes(MARK) ? [] : ['the state is not where it is read']),
    ];
  }

  async #writeModule(): Promise<void> {
    const { type, config } = this.#provider.backend({
      ...this.#context,
      pathOf: credentialPath,
    });
    await this.#write(
      'root/main.tf.json',
      JSON.stringify({
        terraform: { backend: { [type]: config } },
        resource: { terraform_data: { kept: { input: MARK } } },
      }),
    );
  }

  /** Puts the credentials of a phase in place of those of the one before. */
  async #useCredentials(phase: CredentialPhase): Promise<void> {
    const { environment, files = [], secrets } = await this.#given(phase);
    this.#secrets.push(...secrets);
    for (const { name, content } of files) {
      await this.#write(join('root', credentialPath(name)), content);
    }
    const own = Object.entries(environment).map(([name, value]) => [
      name,
      typeof value === 'string'
        ? value
        : join(this.#root, credentialPath(value.file)),
    ]);
    this.#environment = { ...this.#environment, ...Object.fromEntries(own) };
  }

  async #backendConfig(): Promise<string[]> {
    const { backendConfig } = await this.#given('plan');
    if (!backendConfig) {
      return [];
    }
    await this.#write('backend.json', JSON.stringify(backendConfig));
    return [`-backend-config=${join(this.#folder, 'backend.json')}`];
  }

  #given(phase: CredentialPhase) {
    return this.#provider.credentials({
      ...this.#context,
      ...{ phase, runId: 'conformance', pathOf: credentialPath },
    });
  }

  async #write(path: string, content: string): Promise<void> {
    const file = join(this.#folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { mode: 0o600 });
  }

  async #run(...args: string[]): Promise<void> {
    const { PATH = '' } = process.env;
    await execute('terraform', args, {
      cwd: this.#root,
      env: {
        ...{ PATH, HOME: this.#folder, TF_IN_AUTOMATION: '1' },
        ...this.#environment,
      },
    });
  }

  /** A plan is stored, so that nothing of it may be a credential. */
  async #leaks(): Promise<string[]> {
    const entries = await readdir(this.#root, {
      recursive: true,
      withFileTypes: true,
    });
    const files = entries.filter(entry => entry.isFile());
    const contents = await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const content = await readFile(join(parentPath, name));
        return name === 'stored.plan' ? unpacked(content) : content;
      }),
    );
    return this.#secrets.some(secret =>
      contents.some(content => content.includes(secret)),
    )
      ? ['a secret stands in what the engine writes']
      : [];
  }
}

/**
 * What goes wrong when a real `terraform` on PATH keeps its state in a storage:
 * it plans with the credentials for plans, finds a lock held, applies the stored
 * plan with those for applies, and leaves no secret in what it writes.
 *
 * @param environment - what else the engine finds, such as credentials for
 * another account that must not be used for the state.
 * @public
 */
export async function checkStorageWithEngine(
  provider: StorageProvider,
  context: StorageContext,
  environment: Record<string, string> = {},
): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'infrakitchen-storage-'));
  try {
    const engine = new EngineInStorage(provider, context, folder, environment);
    return await engine.check();
  } finally {
    await rm(folder, { recursive: true });
  }
}
