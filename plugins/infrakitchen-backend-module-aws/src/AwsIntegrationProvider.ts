import type { JsonObject } from '@backstage/types';
import { secretsOf } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type {
  ConnectionReport,
  CredentialsContext,
  IntegrationProvider,
  ProviderBlock,
  ProviderContext,
  RunCredentials,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { asAwsConfig, awsConfigErrors, awsSchema } from './awsConfig';
import type { AwsSession, AwsSessions } from './AwsSessions';
import { credentialsFile, PROFILE } from './credentialsFile';
import { testConnection } from './testConnection';

const FILE = 'aws-credentials';

/** An AWS account that resources are made in. */
export class AwsIntegrationProvider implements IntegrationProvider {
  readonly key = 'aws';
  readonly title = 'AWS';
  readonly description =
    'An AWS account, by access key or web identity, with roles for plans and applies.';
  readonly category = 'cloud';
  readonly schema = awsSchema;
  readonly supportsAlias = true;
  readonly validate = awsConfigErrors;
  readonly #sessions: AwsSessions;

  constructor(sessions: AwsSessions) {
    this.#sessions = sessions;
  }

  environmentNames({ alias }: { alias?: string }): string[] {
    return alias === undefined
      ? [
          'AWS_ACCESS_KEY_ID',
          'AWS_SECRET_ACCESS_KEY',
          'AWS_SESSION_TOKEN',
          'AWS_REGION',
          'AWS_DEFAULT_REGION',
          'AWS_EC2_METADATA_DISABLED',
        ]
      : [];
  }

  async test(
    context: ProviderContext & { config: JsonObject },
  ): Promise<ConnectionReport> {
    return testConnection(this.#sessions, context, asAwsConfig(context.config));
  }

  async credentials(context: CredentialsContext): Promise<RunCredentials> {
    const { alias, phase, runId } = context;
    const config = asAwsConfig(context.config);
    const session = await this.#sessions.open(context, config, {
      phase,
      name: runId,
    });
    const given = {
      providerBlocks: [providerBlock(context)],
      secrets: [
        ...secretsOf(awsSchema, context.config),
        session.secretAccessKey,
        ...(session.sessionToken === undefined ? [] : [session.sessionToken]),
      ],
      expiresAt: session.expiresAt,
    };
    return alias === undefined
      ? { ...given, environment: environment(session, config.region) }
      : {
          ...given,
          environment: {},
          files: [{ name: FILE, content: credentialsFile(session) }],
        };
  }
}

function environment(session: AwsSession, region: string) {
  return {
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    ...(session.sessionToken === undefined
      ? {}
      : { AWS_SESSION_TOKEN: session.sessionToken }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/**
 * The keys of an aliased configuration stand in a file, because the environment
 * holds those of the default one.
 */
function providerBlock({
  alias,
  config,
  pathOf,
}: CredentialsContext): ProviderBlock {
  const { accountId, region } = asAwsConfig(config);
  return {
    source: 'hashicorp/aws',
    localName: 'aws',
    ...(alias === undefined ? {} : { alias }),
    arguments: {
      region,
      ...(accountId === undefined ? {} : { allowed_account_ids: [accountId] }),
      ...(alias === undefined
        ? {}
        : {
            profile: PROFILE,
            shared_credentials_files: [pathOf(FILE)],
            skip_metadata_api_check: true,
          }),
    },
  };
}
