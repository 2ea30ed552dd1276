import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import type { RootConfigService } from '@backstage/backend-plugin-api';
import { InfrakitchenError } from '@infrakitchen/backstage-plugin-infrakitchen-common';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const MIN_SECRET_CHARACTERS = 32;
/** An envelope has one byte for the length of the id. */
const MAX_ID_BYTES = 255;

interface Key {
  id: string;
  encryption: Buffer;
  digest: Buffer;
}

/** Which row and column a ciphertext belongs to; bound to it as additional data. */
export interface CipherContext {
  table: string;
  column: string;
  id: string;
}

/**
 * Encryption at rest with AES-256-GCM. The newest key encrypts, every key
 * decrypts. An envelope is `version | key id length | key id | iv | tag | text`;
 * it cannot be moved to another row, since the row is authenticated with it.
 */
export class KeyRing {
  readonly #keys: Key[];

  /** Reads `infrakitchen.encryption.keys`, newest first. */
  static fromConfig(config: RootConfigService): KeyRing {
    const keys = config.getOptionalConfigArray('infrakitchen.encryption.keys');
    return new KeyRing(
      (keys ?? []).map(key => ({
        id: key.getString('id'),
        secret: key.getString('secret'),
      })),
    );
  }

  constructor(keys: { id: string; secret: string }[]) {
    const ids = new Set(keys.map(key => key.id));
    if (ids.size !== keys.length) {
      throw new Error(
        'infrakitchen.encryption.keys holds two keys with the same id',
      );
    }
    this.#keys = keys.map(({ id, secret }) => {
      const idBytes = Buffer.byteLength(id);
      if (idBytes < 1 || idBytes > MAX_ID_BYTES) {
        throw new Error(
          `infrakitchen.encryption.keys: an id has between 1 and ${MAX_ID_BYTES} bytes, and '${id}' has ${idBytes}`,
        );
      }
      if (secret.length < MIN_SECRET_CHARACTERS) {
        throw new Error(
          `infrakitchen.encryption.keys: the secret of key '${id}' is shorter than ${MIN_SECRET_CHARACTERS} characters`,
        );
      }
      return {
        id,
        encryption: derive(secret, 'encryption'),
        digest: derive(secret, 'digest'),
      };
    });
  }

  /** Whether anything secret can be stored. */
  get isConfigured(): boolean {
    return this.#keys.length > 0;
  }

  /** Names of the keys, the one that encrypts first. */
  get ids(): string[] {
    return this.#keys.map(key => key.id);
  }

  /** @throws ServiceUnavailableError `encryption_not_configured` */
  assertConfigured(): void {
    this.#newest();
  }

  encrypt(plain: Buffer | string, context: CipherContext): Buffer {
    const key = this.#newest();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key.encryption, iv);
    cipher.setAAD(additionalData(context));
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    const keyId = Buffer.from(key.id, 'utf8');
    return Buffer.concat([
      Buffer.from([1, keyId.length]),
      keyId,
      iv,
      cipher.getAuthTag(),
      text,
    ]);
  }

  /** @throws when the key is gone or the ciphertext is not of this row. */
  decrypt(envelope: Buffer, context: CipherContext): Buffer {
    const keyIdEnd = 2 + envelope[1];
    const keyId = envelope.subarray(2, keyIdEnd).toString('utf8');
    const key = this.#keys.find(candidate => candidate.id === keyId);
    if (envelope[0] !== 1 || !key) {
      throw new InfrakitchenError('ServiceUnavailableError', {
        code: 'encryption_key_missing',
        message: `What is stored in ${context.table}.${context.column} was encrypted with the key '${keyId}', which is not configured; add it to infrakitchen.encryption.keys`,
      });
    }
    const ivEnd = keyIdEnd + IV_BYTES;
    const tagEnd = ivEnd + TAG_BYTES;
    const decipher = createDecipheriv(
      ALGORITHM,
      key.encryption,
      envelope.subarray(keyIdEnd, ivEnd),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(additionalData(context));
    try {
      decipher.setAuthTag(envelope.subarray(ivEnd, tagEnd));
      return Buffer.concat([
        decipher.update(envelope.subarray(tagEnd)),
        decipher.final(),
      ]);
    } catch (error) {
      throw new InfrakitchenError(
        'ServiceUnavailableError',
        {
          code: 'decryption_failed',
          message: `What is stored in ${context.table}.${context.column} cannot be decrypted: the secret of the key '${keyId}' was changed, or the row was altered`,
        },
        error,
      );
    }
  }

  /** The same encrypted with the newest key; undefined where it is already. */
  rewrap(envelope: Buffer, context: CipherContext): Buffer | undefined {
    const keyId = envelope.subarray(2, 2 + envelope[1]).toString('utf8');
    return keyId === this.#newest().id
      ? undefined
      : this.encrypt(this.decrypt(envelope, context), context);
  }

  /** Encrypts JSON to text for a text column. */
  encryptJson(value: unknown, context: CipherContext): string {
    return this.encrypt(JSON.stringify(value), context).toString('base64');
  }

  /** Reads what {@link KeyRing.encryptJson} wrote. */
  decryptJson<T>(text: string, context: CipherContext): T {
    return JSON.parse(
      this.decrypt(Buffer.from(text, 'base64'), context).toString('utf8'),
    );
  }

  /**
   * Keyed digest, so that equal secrets can be told without keeping them.
   * Plain digests of short secrets could be searched.
   */
  digest(text: string): string {
    return hmac(this.#newest(), text);
  }

  /** Whether a digest is that of a text, whichever key it was made with. */
  isDigestOf(digest: string, text: string): boolean {
    return this.#keys.some(key => hmac(key, text) === digest);
  }

  #newest(): Key {
    const [newest] = this.#keys;
    if (!newest) {
      throw new InfrakitchenError('ServiceUnavailableError', {
        code: 'encryption_not_configured',
        message:
          'Nothing secret can be stored: no encryption key is configured. Add one to infrakitchen.encryption.keys',
      });
    }
    return newest;
  }
}

function hmac(key: Key, text: string): string {
  return createHmac('sha256', key.digest).update(text).digest('hex');
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(
    hkdfSync('sha256', secret, '', `infrakitchen ${purpose}`, 32),
  );
}

function additionalData(context: CipherContext): Buffer {
  return Buffer.from(`${context.table}:${context.column}:${context.id}`);
}
