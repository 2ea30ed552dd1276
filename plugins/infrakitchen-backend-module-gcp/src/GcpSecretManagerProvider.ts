import type { JsonObject } from '@backstage/types';
import type { ConfigSchema } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  secretPayload,
  type SecretContext,
  type SecretProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import type { GcpSignIn } from './GcpSignIn';

interface SecretConfig {
  secret: string;
  project?: string;
  version?: string;
}

/** Secrets in Google Cloud's Secret Manager. */
export class GcpSecretManagerProvider implements SecretProvider {
  readonly key = 'gcp-secret-manager';
  readonly title = 'Google Cloud Secret Manager';
  readonly description =
    'A secret whose payload is a JSON object. It is read with the plan credentials of a Google Cloud integration.';
  readonly integrationProviders = ['gcp'];
  readonly schema: ConfigSchema = {
    type: 'object',
    properties: {
      secret: {
        type: 'string',
        title: 'Name',
        pattern: '^[A-Za-z0-9_-]+$',
        maxLength: 255,
      },
      project: {
        type: 'string',
        title: 'Project',
        description: 'That of the integration where it is left out.',
        pattern: '^[a-z0-9-]+$',
        maxLength: 30,
      },
      version: {
        type: 'string',
        title: 'Version',
        default: 'latest',
        pattern: '^[A-Za-z0-9_-]+$',
        maxLength: 63,
      },
    },
    required: ['secret'],
    additionalProperties: false,
  };
  readonly #signIn: GcpSignIn;

  constructor(signIn: GcpSignIn) {
    this.#signIn = signIn;
  }

  async fetch(context: SecretContext): Promise<JsonObject> {
    const used = this.#signIn.usedConfig(context);
    const {
      secret,
      project = used.projectId,
      version = 'latest',
    } = context.config as unknown as SecretConfig;
    const name = `projects/${project}/secrets/${secret}/versions/${version}`;
    const session = this.#signIn.open(context, used, { phase: 'plan' });
    const { text } = await session.call(
      `Reading ${name} as ${session.identity}`,
      { url: `https://secretmanager.googleapis.com/v1/${name}:access` },
    );
    const { payload } = JSON.parse(text) as { payload?: { data?: string } };
    return secretPayload(
      name,
      Buffer.from(payload?.data ?? '', 'base64').toString(),
    );
  }
}
