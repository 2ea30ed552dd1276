import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { EngineInfo } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { runCaptured } from './process/runCaptured';

const versionTimeoutMs = 30_000;

/** Where to look for the engine. */
export interface DetectOptions {
  binary?: string;
  kind?: EngineInfo['kind'];
  env: Record<string, string>;
}

/** Finds the engine and asks it for its version, once per state of the executable. */
export class EngineDetector {
  private known?: { stamp: string; info: Promise<EngineInfo> };

  constructor(private readonly options: DetectOptions) {}

  /** @throws an InfrakitchenError `engine_missing` or `engine_broken`. */
  async info(): Promise<EngineInfo> {
    const { binary, stamp } = await this.find();
    if (this.known?.stamp !== stamp) {
      const info = this.ask(binary);
      this.known = { stamp, info };
      info.catch(() => {
        if (this.known?.info === info) this.known = undefined;
      });
    }
    return this.known.info;
  }

  private async find(): Promise<{ binary: string; stamp: string }> {
    const names = this.options.binary
      ? [this.options.binary]
      : ['terraform', 'tofu'];
    for (const name of names) {
      for (const candidate of candidates(name, this.options.env.PATH ?? '')) {
        const stamp = await executableStamp(candidate);
        if (stamp) {
          return { binary: candidate, stamp };
        }
      }
    }
    throw missing(this.options.binary);
  }

  private async ask(binary: string): Promise<EngineInfo> {
    const said = await this.run(binary, ['version', '-json']);
    const version = readVersion(said);
    if (!version) {
      throw broken(binary, 'what it says about its version cannot be read');
    }
    return { kind: await this.kind(binary), version, binary };
  }

  private async kind(binary: string): Promise<EngineInfo['kind']> {
    if (this.options.kind) {
      return this.options.kind;
    }
    const names = [basename(binary), basename(await realpath(binary))]
      .join(' ')
      .toLowerCase();
    if (/tofu/.test(names)) return 'tofu';
    if (/terraform/.test(names)) return 'terraform';
    return (await this.run(binary, ['version'])).startsWith('OpenTofu')
      ? 'tofu'
      : 'terraform';
  }

  private async run(binary: string, args: string[]): Promise<string> {
    const result = await runCaptured({
      binary,
      args,
      directory: tmpdir(),
      env: this.options.env,
      signal: AbortSignal.timeout(versionTimeoutMs),
      longestOutputBytes: 1024 * 1024,
    }).catch(error => {
      throw broken(binary, (error as Error).message, error);
    });
    if (result.code !== 0) {
      throw broken(
        binary,
        result.stderr.trim().slice(0, 500) || `it ends with ${result.code}`,
      );
    }
    return result.stdout;
  }
}

function candidates(name: string, path: string): string[] {
  if (isAbsolute(name)) {
    return [name];
  }
  return name.includes('/')
    ? [resolve(name)]
    : path
        .split(delimiter)
        .filter(Boolean)
        .map(folder => join(folder, name));
}

/** Changes when the executable is replaced; undefined when there is none. */
async function executableStamp(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    const stats = await stat(path);
    return stats.isFile()
      ? [path, stats.ino, stats.size, stats.mtimeMs].join(' ')
      : undefined;
  } catch {
    return undefined;
  }
}

function readVersion(text: string): string | undefined {
  try {
    const version = JSON.parse(text).terraform_version;
    return typeof version === 'string' ? version.replace(/^v/, '') : undefined;
  } catch {
    return undefined;
  }
}

function missing(configured: string | undefined) {
  return new InfrakitchenError('ServiceUnavailableError', {
    code: 'engine_missing',
    message: configured
      ? `"${configured}", which infrakitchen.engine.binary names, is not an executable file.`
      : 'Neither Terraform nor OpenTofu is installed where the backend runs.',
    culprits: [{ kind: 'engine', ...(configured && { name: configured }) }],
    hint: 'Install Terraform 1.6 or OpenTofu 1.6, or newer, and put it on PATH or name the executable in infrakitchen.engine.binary.',
  });
}

function broken(binary: string, why: string, cause?: unknown) {
  return new InfrakitchenError(
    'ServiceUnavailableError',
    {
      code: 'engine_broken',
      message: `The engine at ${binary} does not work: ${why}`,
      culprits: [{ kind: 'engine', name: binary }],
    },
    cause,
  );
}
