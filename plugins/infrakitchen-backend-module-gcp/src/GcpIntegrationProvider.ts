import type { JsonObject } from '@backstage/types';
import { secretsOf } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  clockCheck,
  phaseChecks,
  type ConnectionReport,
  type CredentialPhase,
  type CredentialsContext,
  type EnvironmentValue,
  type IntegrationProvider,
  type ProviderBlock,
  type ProviderContext,
  type RunCredentials,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { credentialFiles } from './credentialFiles';
import {
  asGcpConfig,
  gcpConfigErrors,
  gcpSchema,
  type GcpConfig,
} from './gcpConfig';
import { identityOf, type GcpSignIn } from './GcpSignIn';

const FILE = 'gcp-credentials.json';

/** A project of Google Cloud that resources are made in. */
export class GcpIntegrationProvider implements IntegrationProvider {
  readonly key = 'gcp';
  readonly title = 'Google Cloud';
  readonly description =
    'A project of Google Cloud, by service account key or workload identity, with accounts for plans and applies.';
  readonly category = 'cloud';
  readonly schema = gcpSchema;
  readonly supportsAlias = true;
  readonly validate = gcpConfigErrors;
  readonly #signIn: GcpSignIn;

  constructor(signIn: GcpSignIn) {
    this.#signIn = signIn;
  }

  environmentNames({ alias }: { alias?: string }): string[] {
    return alias === undefined
      ? [
          'GOOGLE_APPLICATION_CREDENTIALS',
          'GOOGLE_CREDENTIALS',
          'GOOGLE_PROJECT',
          'GOOGLE_REGION',
        ]
      : [];
  }

  async test(
    context: ProviderContext & { config: JsonObject },
  ): Promise<ConnectionReport> {
    const config = asGcpConfig(context.config);
    let date: number | undefined;
    const checks = await phaseChecks(async phase => {
      const found = await this.#readProject(context, config, phase);
      date = found.date;
      return found.message;
    });
    return {
      identity: checks.at(-1)?.ok ? identityOf(config, 'apply') : undefined,
      checks: [...checks, ...clockCheck(date)],
    };
  }

  async credentials(context: CredentialsContext): Promise<RunCredentials> {
    const { alias, phase } = context;
    const config = asGcpConfig(context.config);
    const { files, secrets } = await credentialFiles(
      this.#signIn,
      context,
      config,
      { phase, name: FILE },
    );
    return {
      environment: alias === undefined ? environment(config) : {},
      files,
      providerBlocks: [providerBlock(context, config)],
      secrets: [...secretsOf(gcpSchema, context.config), ...secrets],
    };
  }

  async #readProject(
    context: ProviderContext,
    config: GcpConfig,
    phase: CredentialPhase,
  ): Promise<{ message: string; date?: number }> {
    const { identity, call } = this.#signIn.open(context, config, { phase });
    const { text, date } = await call(
      `Reading the project '${config.projectId}' as ${identity}`,
      {
        url: `https://cloudresourcemanager.googleapis.com/v3/projects/${config.projectId}`,
      },
    );
    const { state } = JSON.parse(text) as { state?: string };
    if (state !== 'ACTIVE') {
      throw new Error(
        `The project '${config.projectId}' is ${state}: restore it in Google Cloud`,
      );
    }
    return {
      message: `${identity} sees the project '${config.projectId}'`,
      date,
    };
  }
}

function environment({
  projectId,
  region,
}: GcpConfig): Record<string, EnvironmentValue> {
  return {
    GOOGLE_APPLICATION_CREDENTIALS: { file: FILE },
    GOOGLE_CREDENTIALS: { file: FILE },
    GOOGLE_PROJECT: projectId,
    ...(region === undefined ? {} : { GOOGLE_REGION: region }),
  };
}

function providerBlock(
  { alias, pathOf }: CredentialsContext,
  { projectId, region }: GcpConfig,
): ProviderBlock {
  return {
    source: 'hashicorp/google',
    localName: 'google',
    ...(alias === undefined ? {} : { alias }),
    arguments: {
      project: projectId,
      ...(region === undefined ? {} : { region }),
      ...(alias === undefined ? {} : { credentials: pathOf(FILE) }),
    },
  };
}
