import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { JsonValue } from '@backstage/types';
import {
  coerceText,
  coerceValue,
  InfrakitchenError,
  parseTypeExpression,
  type ModuleVariable,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  secretArgumentVariable,
  type CredentialPhase,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { GivenCredentials } from '../credentials';
import type { RunInputs } from '../types';
import type { RunSession } from './RunSession';
import type { RunExecutionDeps } from './types';

const BACKEND_CONFIG_FILE = 'backend.json';

const nothing: GivenCredentials = {
  parts: [],
  providers: [],
  variables: {},
  expiries: [],
};

/** The credentials of one run: in its environment and folder, and nowhere else. */
export class RunCredentials {
  readonly #deps: RunExecutionDeps;
  readonly #session: RunSession;

  constructor(deps: RunExecutionDeps, session: RunSession) {
    this.#deps = deps;
    this.#session = session;
  }

  /** What the run is given for a phase; masked from here on. */
  async obtain(
    inputs: RunInputs,
    phase: CredentialPhase,
  ): Promise<GivenCredentials> {
    const { run } = this.#session;
    if (!inputs.connections) {
      return nothing;
    }
    const given = await this.#deps.credentials.obtain(
      run.id,
      inputs.connections,
      phase,
      (...texts) => this.#session.addMasks(texts),
    );
    this.#warnOfEnds(given, phase);
    return given;
  }

  /** The next phase gets new ones; this one has to do with these. */
  #warnOfEnds({ expiries }: GivenCredentials, phase: CredentialPhase): void {
    const { initMs, planMs, applyMs } = this.#deps.limits;
    const limitMs = phase === 'plan' ? initMs + planMs : applyMs;
    const limit = Date.now() + limitMs;
    for (const { name, at } of expiries.filter(each => each.at < limit)) {
      const end = new Date(at).toISOString();
      this.#session.note(
        `The credentials of the integration '${name}' end at ${end}, and the ${phase} may take until ${new Date(
          limit,
        ).toISOString()}: what it does after they end will fail`,
        'warn',
      );
    }
  }

  /** Writes the files of credentials in place of those of another phase. */
  async write(given: GivenCredentials): Promise<void> {
    const { credentials } = this.#session.directory;
    await rm(credentials, { recursive: true, force: true });
    for (const { folder, files } of given.parts) {
      const target = path.join(credentials, folder);
      await mkdir(target, { recursive: true, mode: 0o700 });
      for (const { name, content, mode = 0o600 } of files) {
        await writeFile(path.join(target, name), content, { mode });
      }
    }
    if (given.backendConfig) {
      await mkdir(credentials, { recursive: true, mode: 0o700 });
      await writeFile(
        this.#backendConfigFile,
        JSON.stringify(given.backendConfig),
        { mode: 0o600 },
      );
    }
  }

  /** The file with secret settings of the backend, where it has any. */
  backendConfigOf(given: GivenCredentials): string | undefined {
    return given.backendConfig && this.#backendConfigFile;
  }

  /** The variables of the environment, besides those of the module. */
  environment({ parts, providers }: GivenCredentials): Record<string, string> {
    const { credentials } = this.#session.directory;
    const environment: Record<string, string> = {};
    for (const { environment: own, folder } of parts) {
      for (const [name, value] of Object.entries(own)) {
        environment[name] =
          typeof value === 'string'
            ? value
            : path.join(credentials, folder, value.file);
      }
    }
    for (const block of providers) {
      for (const [name, value] of Object.entries(block.secretArguments ?? {})) {
        environment[`TF_VAR_${secretArgumentVariable(block, name)}`] = value;
      }
    }
    return environment;
  }

  /** Where files are that runs are given, relative to the root module. */
  paths({ parts }: GivenCredentials): string[] {
    const { credentials, module } = this.#session.directory;
    return parts
      .flatMap(({ folder, files }) =>
        files.map(({ name }) =>
          path.relative(module, path.join(credentials, folder, name)),
        ),
      )
      .sort();
  }

  /**
   * The inputs with what secrets hold for variables of the module.
   *
   * @throws InputError `missing_values` where a variable is left without a
   * value, `secret_value_unfit` where a secret holds one of another type.
   */
  withSecrets(
    inputs: RunInputs,
    { variables }: GivenCredentials,
    module: Pick<ModuleVariable, 'name' | 'type' | 'hasDefault'>[],
  ): RunInputs {
    const used = module
      .filter(({ name }) => Object.hasOwn(variables, name))
      .map(
        variable =>
          [variable.name, fit(variables[variable.name], variable)] as const,
      );
    const values: Record<string, JsonValue> = {
      ...inputs.values,
      ...Object.fromEntries(used),
    };
    const missing = module.filter(
      ({ name, hasDefault }) => !hasDefault && !Object.hasOwn(values, name),
    );
    if (missing.length > 0) {
      throw new InfrakitchenError('InputError', {
        code: 'missing_values',
        message: `No secret holds a value for ${missing
          .map(({ name }) => `'${name}'`)
          .join(', ')}, which the module needs`,
        culprits: missing.map(({ name }) => ({ kind: 'variable', name })),
      });
    }
    return {
      ...inputs,
      values,
      sensitive: [
        ...new Set([...inputs.sensitive, ...used.map(([name]) => name)]),
      ],
    };
  }

  get #backendConfigFile(): string {
    return path.join(this.#session.directory.credentials, BACKEND_CONFIG_FILE);
  }
}

/** Text is read as the variable's type; what else a payload holds is converted. */
function fit(
  value: JsonValue,
  { name, type }: Pick<ModuleVariable, 'name' | 'type'>,
): JsonValue {
  const node = parseTypeExpression(type);
  const fitted =
    typeof value === 'string'
      ? coerceText(value, node)
      : coerceValue(value, node);
  if (!fitted.ok) {
    // Not the reason: it may quote the value.
    throw new InfrakitchenError('InputError', {
      code: 'secret_value_unfit',
      message: `What a secret holds for the variable '${name}' is no ${type}`,
      culprits: [{ kind: 'variable', name }],
    });
  }
  return fitted.value;
}
