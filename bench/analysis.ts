import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { TerraformEngine } from '../plugins/infrakitchen-backend-module-terraform/src';
import { benchmark } from './lib/benchmark';
import { median, rounded } from './lib/statistics';

const VARIABLES = 2_000;
const ROUNDS = 9;

const types = [
  { type: 'string', default: '"eu-north-1"' },
  { type: 'number', default: '1.5' },
  { type: 'bool', default: 'false' },
  { type: 'list(string)', default: '["a", "b"]' },
  { type: 'map(number)', default: '{ a = 1 }' },
  {
    type: 'object({ name = string, size = optional(number, 3), tags = optional(map(string), {}) })',
    default: '{ name = "x" }',
  },
  { type: 'tuple([string, set(number)])', default: '["a", [1]]' },
];

benchmark('analysis', { limitMs: 2 * 60_000 }, async context => {
  const directory = await mkdtemp(path.join(tmpdir(), 'infrakitchen-bench-'));
  context.defer(() => rm(directory, { recursive: true, force: true }));
  await writeFile(path.join(directory, 'variables.tf'), moduleText());
  const engine = TerraformEngine.create({});
  context.defer(() => engine.close());
  const analyse = async () => {
    const start = performance.now();
    const analysis = await engine.analyse({ root: directory, path: '' });
    if (analysis.variables.length !== VARIABLES) {
      throw new Error(`Only ${analysis.variables.length} variables were found`);
    }
    return performance.now() - start;
  };
  const firstMs = await analyse();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    context.signal.throwIfAborted();
    times.push(await analyse());
  }
  context.say(
    `the first analysis, which loads the parser, took ${rounded(firstMs)} ms`,
  );
  return {
    ms: rounded(median(times)),
    firstMs: rounded(firstMs),
    variables: VARIABLES,
  };
});

function moduleText(): string {
  return Array.from({ length: VARIABLES }, (_, index) => {
    const { type, default: value } = types[index % types.length];
    return `variable "v${index}" {
  description = "Variable ${index}"
  type        = ${type}
  default     = ${value}
}
`;
  }).join('\n');
}
