import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

const NAME = 'Demo Platform Team';
const EMAIL = 'platform@democloud.example';

const SETTINGS = [
  `core.hooksPath=${devNull}`,
  'core.autocrlf=false',
  'commit.gpgSign=false',
  'tag.gpgSign=false',
];

/** Runs git, whatever the settings of the machine and the user are. */
export async function git(
  directory: string,
  args: string[],
  options: { date?: string } = {},
): Promise<string> {
  const { stdout } = await run(
    'git',
    [...SETTINGS.flatMap(setting => ['-c', setting]), ...args],
    {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: devNull,
        GIT_AUTHOR_NAME: NAME,
        GIT_AUTHOR_EMAIL: EMAIL,
        GIT_AUTHOR_DATE: options.date,
        GIT_COMMITTER_NAME: NAME,
        GIT_COMMITTER_EMAIL: EMAIL,
        GIT_COMMITTER_DATE: options.date,
      },
    },
  );
  return stdout.trim();
}
