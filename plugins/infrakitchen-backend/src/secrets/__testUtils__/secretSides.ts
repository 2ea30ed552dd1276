import type { JsonObject, JsonValue } from '@backstage/types';
import {
  wordOf,
  type VendorSide,
} from '../../connections/__testUtils__/VendorSide';
import {
  startAwsSide,
  startGcpSide,
} from '../../integrations/__testUtils__/clouds';
import { startVaultSide } from '../../integrations/__testUtils__/tools';

/** Where secrets of one provider are kept, run on this machine. */
export interface SecretSide {
  provider: string;
  /** Whose integrations it is read with; none where it is built in. */
  vendor?: VendorSide;
  /** Of a secret that only its owner may read. */
  config(owner: string): JsonObject;
  /**
   * Lets somebody alone read the secret of an owner, with a value of theirs
   * unless another one is given.
   */
  keep?(owner: string, reader: string, content?: JsonValue): void;
  /** What the test of a secret says that somebody else asks for. */
  told?: RegExp;
}

/** What the variable of a module gets: with what shells and JSON trip over. */
export function valueOf(provider: string, who: string): string {
  return `${wordOf(provider, 'value', who)} "it's"\n$HOME\\n`;
}

const payload = (provider: string, who: string) => ({
  db_password: valueOf(provider, who),
});

export async function startKeyValues(): Promise<SecretSide> {
  return {
    provider: 'custom',
    config: who => ({ values: payload('custom', who) }),
  };
}

export async function startAwsSecrets(): Promise<SecretSide> {
  const provider = 'aws-secrets-manager';
  const vendor = await startAwsSide();
  return {
    provider,
    vendor,
    config: owner => ({ secretId: `team/${owner}` }),
    keep: (owner, reader, content = payload(provider, reader)) =>
      vendor.standIn.secretsManager.secrets.set(`team/${owner}`, {
        text: JSON.stringify(content),
        readers: [vendor.readerOf(reader)],
      }),
    told: /AccessDeniedException/,
  };
}

export async function startGcpSecrets(): Promise<SecretSide> {
  const provider = 'gcp-secret-manager';
  const vendor = await startGcpSide();
  return {
    provider,
    vendor,
    config: owner => ({ secret: owner }),
    keep: (owner, reader, content = payload(provider, reader)) =>
      vendor.standIn.secrets.set(
        `projects/${vendor.project}/secrets/${owner}/versions/latest`,
        {
          payload: JSON.stringify(content),
          readers: [vendor.readerOf(reader)],
        },
      ),
    told: /PERMISSION_DENIED/,
  };
}

export async function startVaultSecrets(): Promise<SecretSide> {
  const provider = 'vault';
  const vendor = await startVaultSide();
  const { readers, secrets } = vendor.state;
  return {
    provider,
    vendor,
    config: owner => ({ path: `team/${owner}` }),
    keep(owner, reader, content = payload(provider, reader)) {
      const path = `/v1/secret/data/team/${owner}`;
      secrets[path] = content;
      readers.set(path, vendor.roleOf(reader));
    },
    told: /does not let the integration read/,
  };
}
