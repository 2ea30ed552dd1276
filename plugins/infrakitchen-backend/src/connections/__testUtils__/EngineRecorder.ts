import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What a command of the engine was given. */
export interface Recorded {
  /**
   * Hashes of the variables of its environment, and of the entries of signatures
   * and credential files as `name#entry`. A path of such a file counts as its
   * name.
   */
  given: Record<string, string>;
  /** Its arguments, in clear. */
  args: string[];
}

/** Runs in a process of its own before the engine does. */
const SCRIPT = `
const { createHash } = require('node:crypto');
const { existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');
const [directory, ...args] = process.argv.slice(2);
const hash = text => createHash('sha256').update(text).digest('hex');
const given = {};
for (const [name, value] of Object.entries(process.env)) {
  given[name] = hash(value.includes('/credentials/') ? basename(value) : value);
  if (name.endsWith('_SAS_TOKEN')) {
    for (const [entry, text] of new URLSearchParams(value)) {
      given[name + '#' + entry] = hash(text);
    }
  }
}
const folder = join('..', 'credentials');
const files = existsSync(folder)
  ? readdirSync(folder, { recursive: true, withFileTypes: true })
  : [];
for (const file of files.filter(entry => entry.isFile())) {
  const text = readFileSync(join(file.parentPath, file.name), 'utf8');
  const entries = text.startsWith('{')
    ? Object.entries(JSON.parse(text))
    : text.split('\\n').map(line => line.split(' = ')).filter(pair => pair[1]);
  for (const [name, value] of entries) {
    given[file.name + '#' + name] = hash(String(value));
  }
}
const run = basename(dirname(process.cwd()));
writeFileSync(join(directory, run + '.' + args[0]), JSON.stringify({ given, args }));
`;

/** A real engine that first writes down, hashed, what it was given. */
export class EngineRecorder {
  readonly binary: string;
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
    this.binary = path.join(directory, 'engine');
  }

  static async create(directory: string): Promise<EngineRecorder> {
    const recorder = new EngineRecorder(directory);
    const script = path.join(directory, 'record.js');
    await mkdir(directory);
    await writeFile(script, SCRIPT);
    await writeFile(
      recorder.binary,
      `#!/bin/sh
case "$1" in plan|apply)
  "${process.execPath}" "${script}" "${directory}" "$@" >&2 || exit 1
esac
exec terraform "$@"
`,
    );
    await chmod(recorder.binary, 0o755);
    return recorder;
  }

  /** Undefined where the engine was not started. */
  async read(
    runId: string,
    command: 'plan' | 'apply',
  ): Promise<Recorded | undefined> {
    const file = path.join(this.#directory, `${runId}.${command}`);
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }
}

/** As the recorder writes values down. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
