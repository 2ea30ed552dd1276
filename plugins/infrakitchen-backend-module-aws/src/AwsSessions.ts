import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
  type Credentials,
} from '@aws-sdk/client-sts';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  untilAborted,
  usedIntegration,
  type CredentialPhase,
  type ProviderContext,
  type UsedIntegration,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import {
  asAwsConfig,
  DEFAULT_AUDIENCE,
  sessionSettings,
  sourceFor,
  type AwsConfig,
  type CredentialSource,
} from './awsConfig';
import { explained } from './awsError';
import { clientSettings, type AwsKeys } from './clients';

/** Keys that requests are signed with, and until when. */
export interface AwsSession extends AwsKeys {
  expiresAt?: number;
}

/** Who AWS says that a session is. */
export interface CallerIdentity {
  arn: string;
  account: string;
  /** The clock of AWS while it answered, where it told. */
  date?: number;
}

/** Turns the configuration of an integration into keys for one phase. */
export class AwsSessions {
  readonly #endpoint?: string;

  /** @param endpoint - where STS is reached in place of the region's own. */
  constructor(endpoint?: string) {
    this.#endpoint = endpoint;
  }

  /** Keys of a phase; long ones only where no role is to be assumed. */
  async open(
    context: ProviderContext,
    config: AwsConfig,
    options: { phase: CredentialPhase; name: string },
  ): Promise<AwsSession> {
    const source = sourceFor(config, options.phase);
    const { keys, roleArn } = source;
    if (roleArn === undefined) {
      return keys!;
    }
    return explained(
      `Assuming ${roleArn}`,
      [keys?.secretAccessKey],
      async () => {
        const settings = sessionSettings(config, options.name);
        const given = keys
          ? await this.#assume(context, config, source, settings)
          : await this.#assumeByToken(context, config, roleArn, settings);
        return asSession(given);
      },
    );
  }

  /** Keys of the integration that a secret or a storage is reached with. */
  async openUsed(
    context: ProviderContext & { integration?: UsedIntegration },
    options: { phase: CredentialPhase; name: string },
  ): Promise<{ session: AwsSession; config: AwsConfig }> {
    const config = asAwsConfig(usedIntegration(context, 'AWS').config);
    return { session: await this.open(context, config, options), config };
  }

  async identify(
    context: ProviderContext,
    region: string,
    keys: AwsKeys,
  ): Promise<CallerIdentity> {
    const secrets = [keys.secretAccessKey, keys.sessionToken];
    return explained('Asking AWS who this is', secrets, async () => {
      let date: number | undefined;
      const client = this.#client(context, region, keys);
      client.middlewareStack.add(
        next => async args => {
          const result = await next(args);
          const { headers } = result.response as {
            headers?: Record<string, string>;
          };
          date = headers?.date ? Date.parse(headers.date) : undefined;
          return result;
        },
        { step: 'deserialize', name: 'clock', priority: 'low' },
      );
      const { Arn, Account } = await untilAborted(
        context.signal,
        client.send(new GetCallerIdentityCommand({}), {
          abortSignal: context.signal,
        }),
      );
      return { arn: Arn ?? '', account: Account ?? '', date };
    });
  }

  async #assume(
    context: ProviderContext,
    config: AwsConfig,
    { keys, roleArn }: CredentialSource,
    settings: ReturnType<typeof sessionSettings>,
  ): Promise<Credentials | undefined> {
    const command = new AssumeRoleCommand({
      ...settings,
      RoleArn: roleArn,
      ExternalId: config.externalId,
    });
    const { Credentials: given } = await untilAborted(
      context.signal,
      this.#client(context, config.region, keys).send(command, {
        abortSignal: context.signal,
      }),
    );
    return given;
  }

  async #assumeByToken(
    context: ProviderContext,
    config: AwsConfig,
    roleArn: string,
    settings: ReturnType<typeof sessionSettings>,
  ): Promise<Credentials | undefined> {
    const token = await context.identityToken(
      config.webIdentityAudience ?? DEFAULT_AUDIENCE,
    );
    const command = new AssumeRoleWithWebIdentityCommand({
      ...settings,
      RoleArn: roleArn,
      WebIdentityToken: token,
    });
    return explained(`Assuming ${roleArn}`, [token], async () => {
      const { Credentials: given } = await untilAborted(
        context.signal,
        this.#client(context, config.region).send(command, {
          abortSignal: context.signal,
        }),
      );
      return given;
    });
  }

  #client(context: ProviderContext, region: string, keys?: AwsKeys): STSClient {
    const { outbound } = context;
    const endpoint = this.#endpoint;
    return new STSClient(clientSettings(outbound, { region, keys, endpoint }));
  }
}

function asSession(given: Credentials | undefined): AwsSession {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } =
    given ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
    throw new InfrakitchenError('ServiceUnavailableError', {
      code: 'aws_answer_invalid',
      message: 'AWS did not answer with keys of a session. Try again later',
    });
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiresAt: Expiration?.getTime(),
  };
}
