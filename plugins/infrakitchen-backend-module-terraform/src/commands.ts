import type {
  EngineCommand,
  EngineExit,
  EngineInfo,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

/** First versions whose `init` knows `-json`. */
const initJsonSince = [1, 9];

/** Arguments of an engine command. */
export function commandArguments(
  command: EngineCommand['command'],
  info: EngineInfo,
): string[] {
  switch (command.type) {
    case 'init':
      return [
        'init',
        '-input=false',
        '-no-color',
        ...(hasInitJson(info) ? ['-json'] : []),
        ...(command.backendConfigFile
          ? [`-backend-config=${command.backendConfigFile}`]
          : []),
      ];
    case 'plan':
      return [
        'plan',
        '-input=false',
        '-json',
        '-detailed-exitcode',
        `-out=${command.planFile}`,
        ...(command.destroy ? ['-destroy'] : []),
        ...(command.refreshOnly ? ['-refresh-only'] : []),
        ...lockArguments(command),
      ];
    default:
      return [
        'apply',
        '-input=false',
        '-json',
        ...lockArguments(command),
        // A file name that starts with a dash would be taken for an option.
        command.planFile.startsWith('-')
          ? `./${command.planFile}`
          : command.planFile,
      ];
  }
}

function lockArguments(command: {
  lock?: boolean;
  lockTimeoutSeconds?: number;
}): string[] {
  if (command.lock === false) {
    return ['-lock=false'];
  }
  return command.lockTimeoutSeconds
    ? [`-lock-timeout=${command.lockTimeoutSeconds}s`]
    : [];
}

function hasInitJson(info: EngineInfo): boolean {
  const [major = 0, minor = 0] = info.version.split('.').map(Number);
  return (
    major > initJsonSince[0] ||
    (major === initJsonSince[0] && minor >= initJsonSince[1])
  );
}

/** What the end of a command means. @public */
export type EngineOutcome =
  | 'done'
  | 'no-changes'
  | 'changes'
  | 'failed'
  | 'killed'
  | 'lost';

/**
 * Reads the exit of a command: a plan that would change something exits with
 * 2, and a code above 128 tells the signal that killed the engine.
 *
 * @public
 */
export function engineOutcome(
  command: EngineCommand['command']['type'],
  exit: EngineExit,
): EngineOutcome {
  if (exit.outcome === 'lost') return 'lost';
  if (exit.code > 128) return 'killed';
  if (command === 'plan' && exit.code === 2) return 'changes';
  if (exit.code !== 0) return 'failed';
  return command === 'plan' ? 'no-changes' : 'done';
}
