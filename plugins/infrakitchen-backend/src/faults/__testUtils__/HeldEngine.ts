import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { until } from './until';

const commands = ['init', 'plan', 'show', 'apply'] as const;

type Command = (typeof commands)[number];

/** Where the engine can be held. */
export type HoldPoint = `before-${Command}` | `after-${Command}`;

/**
 * The real engine behind a script that can hold it at named points, so that a
 * test kills it exactly there, and that counts its commands.
 */
export class HeldEngine {
  readonly binary: string;
  readonly #control: string;

  private constructor(directory: string) {
    this.#control = directory;
    this.binary = path.join(directory, 'terraform-held');
  }

  static async create(directory: string): Promise<HeldEngine> {
    const engine = new HeldEngine(directory);
    await mkdir(directory, { recursive: true });
    await writeFile(engine.binary, script(directory), { mode: 0o755 });
    return engine;
  }

  /** Makes every later command stop at a point until it is released. */
  hold(point: HoldPoint, options: { deaf?: boolean } = {}): void {
    writeFileSync(this.#file(`hold-${point}`), options.deaf ? 'deaf' : '');
  }

  release(point: HoldPoint): void {
    for (const name of [`hold-${point}`, `reached-${point}`]) {
      rmSync(this.#file(name), { force: true });
    }
  }

  /** Forgets all holds, additions and counts. */
  reset(): void {
    for (const command of commands) {
      this.release(`before-${command}`);
      this.release(`after-${command}`);
      rmSync(this.#file(`with-${command}`), { force: true });
    }
    rmSync(this.#file('commands'), { force: true });
  }

  async reached(point: HoldPoint): Promise<void> {
    await until(`the engine to be held ${point}`, () =>
      existsSync(this.#file(`reached-${point}`)),
    );
  }

  /** Shell that a command runs beforehand; its output is the engine's. */
  precede(command: Command, shell: string): void {
    writeFileSync(this.#file(`with-${command}`), shell);
  }

  /** How often a command was started. */
  count(command: Command): number {
    const file = this.#file('commands');
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter(line => line === command).length
      : 0;
  }

  async started(command: Command, times: number): Promise<void> {
    await until(
      `${times} starts of the engine's ${command}`,
      () => this.count(command) >= times,
    );
  }

  #file(name: string): string {
    return path.join(this.#control, name);
  }
}

/** Lines `tick 1`, `tick 2`, … for as long as the command runs. */
export const ticking = `
(
  n=0
  while kill -0 $$ 2>/dev/null; do
    n=$((n + 1))
    echo "tick $n"
    sleep 0.02
  done
) &
`;

function script(control: string): string {
  const terraform = execFileSync('/bin/sh', ['-c', 'command -v terraform'], {
    encoding: 'utf8',
  }).trim();
  return `#!/bin/sh
control='${control}'
engine='${terraform}'
hold() {
  [ -e "$control/hold-$1" ] || return 0
  [ -s "$control/hold-$1" ] && trap '' INT
  : >"$control/reached-$1"
  while [ -e "$control/hold-$1" ]; do sleep 0.05; done
}
echo "$1" >>"$control/commands"
[ -e "$control/with-$1" ] && . "$control/with-$1"
hold "before-$1"
[ -e "$control/hold-after-$1" ] || exec "$engine" "$@"
trap : INT
"$engine" "$@"
code=$?
hold "after-$1"
exit $code
`;
}
