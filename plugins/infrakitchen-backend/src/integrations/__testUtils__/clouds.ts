import { generateKeyPairSync } from 'node:crypto';
import aws from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-aws';
import azure from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-azure';
import gcp from '@infrakitchen/backstage-plugin-infrakitchen-backend-module-gcp';
import {
  uuidOf,
  wordOf,
  type VendorSide,
} from '../../connections/__testUtils__/VendorSide';
// Stand-ins are for tests alone, so the packages do not export them.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import {
  ACCOUNT,
  AwsStandIn,
} from '../../../../infrakitchen-backend-module-aws/src/__testUtils__/AwsStandIn';
import {
  AzureStandIn,
  SUBSCRIPTION,
  TENANT,
} from '../../../../infrakitchen-backend-module-azure/src/__testUtils__/AzureStandIn';
import { makeCertificate } from '../../../../infrakitchen-backend-module-azure/src/__testUtils__/certificate';
import {
  GcpStandIn,
  PROJECT,
} from '../../../../infrakitchen-backend-module-gcp/src/__testUtils__/GcpStandIn';
/* eslint-enable @backstage/no-relative-monorepo-imports */

const PHASES = ['plan', 'apply'] as const;

/** A user for each of them, who may assume a role for each phase. */
export async function startAwsSide() {
  const standIn = await new AwsStandIn().start();
  const keyOf = (who: string) => ({
    accessKeyId: `AKIA${wordOf('aws', who).slice(0, 16).toUpperCase()}`,
    secretAccessKey: wordOf('aws', who, 'secret'),
  });
  const roleOf = (who: string, phase: string) => `${who}-${phase}`;
  const sessionsOf = (who: string) =>
    [...standIn.keys.values()].filter(({ arn }) =>
      PHASES.some(phase =>
        arn.includes(`:assumed-role/${roleOf(who, phase)}/`),
      ),
    );
  const side: VendorSide = {
    provider: 'aws',
    standIn,
    features: [aws],
    settings: {
      awsEndpoints: { sts: standIn.url, secretsManager: standIn.url },
    },
    hosts: [standIn.host],
    config(who) {
      const arn = `arn:aws:iam::${ACCOUNT}:user/${who}`;
      const { accessKeyId, secretAccessKey } = keyOf(who);
      standIn.keys.set(accessKeyId, { arn, secretAccessKey });
      const [planRoleArn, roleArn] = PHASES.map(
        phase => `arn:aws:iam::${ACCOUNT}:role/${roleOf(who, phase)}`,
      );
      for (const role of [planRoleArn, roleArn]) {
        standIn.sts.roles.push({ arn: role, trusts: arn, maxSeconds: 3600 });
      }
      return {
        region: 'eu-central-1',
        ...{ accessKeyId, secretAccessKey, planRoleArn, roleArn },
      };
    },
    wrong: {
      config: () => ({
        ...side.config('known'),
        secretAccessKey: keyOf('wrong').secretAccessKey,
      }),
      told: /SignatureDoesNotMatch/,
    },
    given(who, run, phase) {
      const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/${roleOf(
        who,
        phase,
      )}/InfraKitchen-${run.id}`;
      const [id, session] =
        [...standIn.keys].find(([, principal]) => principal.arn === arn) ?? [];
      return {
        AWS_ACCESS_KEY_ID: id ?? `nobody has assumed ${arn}`,
        AWS_SECRET_ACCESS_KEY: session?.secretAccessKey ?? '',
        AWS_SESSION_TOKEN: session?.sessionToken ?? '',
      };
    },
    always: {
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    secretsOf: who => [
      keyOf(who).secretAccessKey,
      ...sessionsOf(who).flatMap(session => [
        session.secretAccessKey,
        session.sessionToken!,
      ]),
    ],
    stop: () => standIn.stop(),
  };
  return {
    ...side,
    standIn,
    /** Beginning of the ARN that plans have. */
    readerOf: (who: string) =>
      `arn:aws:sts::${ACCOUNT}:assumed-role/${roleOf(who, 'plan')}/`,
  };
}

/** An application for each phase of each of them. */
export async function startAzureSide(options: {
  /** Where blobs are, and its certificate, which serves for all. */
  blobs?: { endpoint: string; tls: { cert: string; key: string } };
}) {
  const tls = options.blobs?.tls ?? makeCertificate();
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const standIn = await new AzureStandIn(tls, publicKey).start();
  const clientOf = (who: string, phase: string) => ({
    clientId: uuidOf('azure', who, phase),
    secret: `${wordOf('azure', who, phase)}~"'$`,
  });
  const side: VendorSide = {
    provider: 'azure',
    standIn,
    features: [azure],
    settings: {
      azureEndpoints: {
        authority: standIn.url,
        resourceManager: standIn.url,
        ...(options.blobs && { blob: options.blobs.endpoint }),
      },
    },
    hosts: ['127.0.0.1'],
    certificates: [tls.cert],
    config(who) {
      const [plan, apply] = PHASES.map(phase => clientOf(who, phase));
      for (const client of [plan, apply]) {
        standIn.applications.push({ ...client, seesSubscription: true });
      }
      return {
        tenantId: TENANT,
        subscriptionId: SUBSCRIPTION,
        clientId: apply.clientId,
        clientSecret: apply.secret,
        planClientId: plan.clientId,
        planClientSecret: plan.secret,
      };
    },
    wrong: {
      config: () => ({
        ...side.config('known'),
        clientSecret: clientOf('wrong', 'apply').secret,
      }),
      told: /AADSTS7000215/,
    },
    given(who, _run, phase) {
      const { clientId, secret } = clientOf(who, phase);
      return { ARM_CLIENT_ID: clientId, ARM_CLIENT_SECRET: secret };
    },
    always: {
      ARM_ENVIRONMENT: 'public',
      ARM_SUBSCRIPTION_ID: SUBSCRIPTION,
      ARM_TENANT_ID: TENANT,
      ARM_USE_CLI: 'false',
      ARM_USE_MSI: 'false',
    },
    secretsOf: who => PHASES.map(phase => clientOf(who, phase).secret),
    stop: () => standIn.stop(),
  };
  return {
    ...side,
    standIn,
    /** The application of a phase. */
    clientIdOf: (who: string, phase: string) => clientOf(who, phase).clientId,
  };
}

/** A service account for each phase of each of them. */
export async function startGcpSide() {
  const standIn = await new GcpStandIn({ provider: '', audience: '' }).start();
  const keys = new Map<string, string>();
  const emailOf = (who: string, phase: string) =>
    `${who}-${phase}@${PROJECT}.iam.gserviceaccount.com`;
  const keyOf = (who: string, phase: string) => {
    const email = emailOf(who, phase);
    const known = keys.get(email);
    if (known) {
      return known;
    }
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
    keys.set(email, key.toString());
    standIn.accounts.set(email, { keys: [pair.publicKey], users: [] });
    standIn.viewers.add(email);
    return key.toString();
  };
  const fileOf = (who: string, phase: string, privateKey: string) =>
    JSON.stringify({
      type: 'service_account',
      project_id: PROJECT,
      private_key_id: wordOf('gcp', who, phase),
      private_key: privateKey,
      client_email: emailOf(who, phase),
      client_id: '1',
      token_uri: 'https://oauth2.googleapis.com/token',
    });
  const side: VendorSide = {
    provider: 'gcp',
    standIn,
    features: [gcp],
    settings: {
      gcpEndpoints: {
        oauth2: standIn.url,
        resourceManager: standIn.url,
        secretManager: standIn.url,
        storage: standIn.url,
      },
    },
    hosts: [standIn.host],
    config: who => ({
      projectId: PROJECT,
      serviceAccountKey: fileOf(who, 'apply', keyOf(who, 'apply')),
      planServiceAccountKey: fileOf(who, 'plan', keyOf(who, 'plan')),
    }),
    wrong: {
      config: () => ({
        ...side.config('known'),
        // The key of somebody else, in the name of an account that there is.
        serviceAccountKey: fileOf('known', 'apply', keyOf('wrong', 'apply')),
      }),
      told: /invalid_grant/,
    },
    given: (who, _run, phase) => ({
      'gcp-credentials.json#client_email': emailOf(who, phase),
      'gcp-credentials.json#private_key': keyOf(who, phase),
    }),
    always: {
      GOOGLE_APPLICATION_CREDENTIALS: 'gcp-credentials.json',
      GOOGLE_CREDENTIALS: 'gcp-credentials.json',
      GOOGLE_PROJECT: PROJECT,
    },
    // Each line of a key is one too many to be seen.
    secretsOf: who =>
      PHASES.flatMap(phase => keyOf(who, phase))
        .flatMap(key => [key, ...key.split('\n').slice(1, -2)])
        .filter(line => line.length > 32),
    stop: () => standIn.stop(),
  };
  return {
    ...side,
    standIn,
    project: PROJECT,
    /** The account that plans have. */
    readerOf: (who: string) => emailOf(who, 'plan'),
  };
}
