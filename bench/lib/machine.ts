import { execFileSync } from 'node:child_process';
import {
  availableParallelism,
  cpus,
  loadavg,
  release,
  totalmem,
} from 'node:os';

/** One line about what a benchmark runs on; a high load spoils its numbers. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'an unknown processor';
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const [load] = loadavg();
  return [
    `${availableParallelism()} x ${model}, ${gigabytes} GB`,
    `${process.platform} ${release()}`,
    `Node.js ${process.versions.node}`,
    `load ${load.toFixed(2)} before`,
  ].join(', ');
}

/** The engine's own words on its version. */
export function describeEngine(binary: string): string {
  return execFileSync(binary, ['version'], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      CHECKPOINT_DISABLE: '1',
      TF_CLI_CONFIG_FILE: '/dev/null',
    },
  })
    .split('\n')[0]
    .trim();
}
