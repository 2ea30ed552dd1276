import { tmpdir } from 'node:os';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { InfrakitchenActionOptions } from '../lib/Session';
import type { FakeInfrakitchen } from './FakeInfrakitchen';

/** Keeps what the task wrote. */
export class TaskLog {
  readonly entries: { level: string; message: string }[] = [];
  readonly logger: LoggerService;

  constructor() {
    const at = (level: string) => (message: string) => {
      this.entries.push({ level, message });
    };
    this.logger = {
      error: at('error'),
      warn: at('warn'),
      info: at('info'),
      debug: at('debug'),
      child: () => this.logger,
    };
  }

  get text(): string {
    return this.entries.map(({ message }) => message).join('\n');
  }
}

/** Checkpoints that outlive an attempt, as those of the scaffolder do. */
export function persistentCheckpoints() {
  const kept = new Map<string, string>();
  return async <T extends JsonValue | void>(options: {
    key: string;
    fn: () => Promise<T>;
  }): Promise<T> => {
    const known = kept.get(options.key);
    if (known !== undefined) {
      return JSON.parse(known);
    }
    const value = await options.fn();
    kept.set(options.key, JSON.stringify(value));
    return value;
  };
}

/** What the actions need, pointed at the fake. */
export function actionOptions(
  fake: FakeInfrakitchen,
): InfrakitchenActionOptions {
  return {
    appBaseUrl: 'https://portal.example.com/',
    auth: mockServices.auth({ pluginId: 'scaffolder' }),
    discovery: mockServices.discovery.mock({
      getBaseUrl: async () => fake.url,
    }),
  };
}

/** Runs an action as a step of a task. */
export async function runAction(
  action: TemplateAction<any, any, any>,
  input: JsonObject,
  options: {
    checkpoint?: ReturnType<typeof persistentCheckpoints>;
    signal?: AbortSignal;
    isDryRun?: boolean;
    log?: TaskLog;
  } = {},
): Promise<{ output: JsonObject; log: TaskLog }> {
  const { log = new TaskLog(), ...rest } = options;
  const output: JsonObject = {};
  await action.handler({
    ...createMockActionContext({ workspacePath: tmpdir() }),
    logger: log.logger as never,
    input,
    output: (name, value) => {
      output[String(name)] = value as JsonValue;
    },
    ...rest,
  });
  return { output, log };
}
