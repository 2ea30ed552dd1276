import {
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  secretPayload,
  untilAborted,
  type SecretContext,
  type SecretProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { explained } from './awsError';
import type { AwsSessions } from './AwsSessions';
import { clientSettings } from './clients';

interface SecretConfig {
  secretId: string;
  region?: string;
  versionStage?: string;
}

/** Secrets in AWS Secrets Manager. */
export class AwsSecretsManagerProvider implements SecretProvider {
  readonly key = 'aws-secrets-manager';
  readonly title = 'AWS Secrets Manager';
  readonly description =
    'A secret whose text is a JSON object. It is read with the plan credentials of an AWS integration.';
  readonly integrationProviders = ['aws'];
  readonly schema: ConfigSchema = {
    type: 'object',
    properties: {
      secretId: {
        type: 'string',
        title: 'Name or ARN',
        pattern: '^[A-Za-z0-9/_+=.@:-]+$',
        maxLength: 2048,
      },
      region: {
        type: 'string',
        title: 'Region',
        description: 'That of the integration where it is left out.',
        pattern: '^[a-z]{2,}(-[a-z]+)+-[0-9]+$',
        maxLength: 40,
      },
      versionStage: {
        type: 'string',
        title: 'Stage',
        default: 'AWSCURRENT',
        pattern: '^[A-Za-z0-9/_+=.@!-]+$',
        maxLength: 256,
      },
    },
    required: ['secretId'],
    additionalProperties: false,
  };
  readonly #sessions: AwsSessions;
  readonly #endpoint?: string;

  /** @param endpoint - where the service is reached in place of the region's own. */
  constructor(sessions: AwsSessions, endpoint?: string) {
    this.#sessions = sessions;
    this.#endpoint = endpoint;
  }

  async fetch(context: SecretContext): Promise<JsonObject> {
    const { secretId, region, versionStage } =
      context.config as unknown as SecretConfig;
    const { session, config } = await this.#sessions.openUsed(context, {
      phase: 'plan',
      name: 'secret',
    });
    const client = new SecretsManagerClient(
      clientSettings(context.outbound, {
        region: region ?? config.region,
        keys: session,
        endpoint: this.#endpoint,
      }),
    );
    const { SecretString: text } = await explained(
      `Reading the secret '${secretId}'`,
      [session.secretAccessKey, session.sessionToken],
      () =>
        untilAborted(
          context.signal,
          client.send(
            new GetSecretValueCommand({
              SecretId: secretId,
              VersionStage: versionStage,
            }),
            { abortSignal: context.signal },
          ),
        ),
    );
    return secretPayload(secretId, text);
  }
}
