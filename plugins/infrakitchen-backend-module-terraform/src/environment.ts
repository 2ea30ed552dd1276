import { devNull } from 'node:os';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { portableName } from './portableName';

/** What an engine command may know of the backend's own environment. */
const inherited = [
  'PATH',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'TZ',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
];

/**
 * Settings that would change what a command does or where it keeps its data.
 * They are the operator's to make, never a run's.
 */
const reserved =
  /^(TF_CLI_ARGS(_.*)?|TF_WORKSPACE|TF_DATA_DIR|TF_CLI_CONFIG_FILE|TERRAFORM_CONFIG)$/;

/**
 * The complete environment of an engine command: a few harmless variables of
 * the backend, what makes the engine behave in automation, the operator's
 * variables, and those of the run.
 */
export function engineEnvironment(options: {
  /** Home of the command when the run names none. */
  home: string;
  cliConfigFile?: string;
  operator: Record<string, string>;
  run: Record<string, string>;
}): Record<string, string> {
  const env: Record<string, string> = { HOME: options.home };
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  Object.assign(env, {
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    // A file that is named but not there makes a warning on every call; an empty one does not.
    TF_CLI_CONFIG_FILE: options.cliConfigFile ?? devNull,
    ...options.operator,
  });
  for (const [name, value] of Object.entries(options.run)) {
    const [, variable] = /^TF_VAR_(.*)$/s.exec(name) ?? [];
    if (variable !== undefined) {
      assertFits(variable, name, value);
      env[`TF_VAR_${portableName(variable)}`] = value;
    } else if (!reserved.test(name)) {
      env[name] = value;
    }
  }
  delete env.TF_DATA_DIR;
  return env;
}

/** What Linux takes for one entry of an environment, with its name and end. */
const maxEntryBytes = 128 * 1024;

function assertFits(variable: string, name: string, value: string): void {
  const bytes = Buffer.byteLength(`${name}=${value}`) + 1;
  const complaint =
    (bytes > maxEntryBytes &&
      `is too long: it reaches the engine through its environment, which takes ${maxEntryBytes} bytes`) ||
    (value.includes('\0') &&
      'has a null character, which cannot reach the engine');
  if (complaint) {
    throw new InfrakitchenError('InputError', {
      code: 'sensitive_value_unsupported',
      message: `The value of the sensitive variable "${variable}" ${complaint}.`,
      culprits: [{ kind: 'variable', name: variable }],
    });
  }
}
