import { mockServices } from '@backstage/backend-test-utils';
import { KeyRing, type CipherContext } from './KeyRing';

const row: CipherContext = { table: 'resources', column: 'values', id: 'r1' };
const key = (id: string, secret = id.repeat(40).slice(0, 40)) => ({
  id,
  secret,
});
const ring = (...ids: string[]) => new KeyRing(ids.map(id => key(id)));

const failed = expect.objectContaining({
  code: 'decryption_failed',
  message: expect.stringContaining('cannot be decrypted'),
});

describe('encrypt and decrypt', () => {
  it.each([
    ['nothing', ''],
    ['text', 'hunter2 ü 😀'],
    ['much', 'x'.repeat(300_000)],
  ])('gives %s back', (_, text) => {
    const envelope = ring('a').encrypt(text, row);
    expect(ring('a').decrypt(envelope, row).toString('utf8')).toBe(text);
    expect(envelope.includes(Buffer.from('hunter2'))).toBe(false);
  });

  it('gives bytes and JSON back', () => {
    const bytes = Buffer.from([0, 255, 1, 254]);
    expect(ring('a').decrypt(ring('a').encrypt(bytes, row), row)).toEqual(
      bytes,
    );
    const value = { password: 'p', list: [1, null, { a: true }] };
    const text = ring('a').encryptJson(value, row);
    expect(text).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(ring('a').decryptJson(text, row)).toEqual(value);
  });

  it('encrypts the same text differently each time', () => {
    const keys = ring('a');
    expect(keys.encrypt('same', row)).not.toEqual(keys.encrypt('same', row));
  });

  it.each<[string, Partial<CipherContext>]>([
    ['row', { id: 'r2' }],
    ['column', { column: 'outputs' }],
    ['table', { table: 'resource_changes' }],
  ])('refuses what was moved to another %s', (_, moved) => {
    const envelope = ring('a').encrypt('secret', row);
    expect(() => ring('a').decrypt(envelope, { ...row, ...moved })).toThrow(
      failed,
    );
  });

  it('refuses a change of any byte', () => {
    const keys = ring('a');
    const envelope = keys.encrypt('secret', row);
    for (let at = 0; at < envelope.length; at++) {
      const tampered = Buffer.from(envelope);
      tampered[at] ^= 1;
      expect(() => keys.decrypt(tampered, row)).toThrow();
    }
  });

  it('refuses what was cut or prolonged', () => {
    const keys = ring('a');
    const envelope = keys.encrypt('secret', row);
    for (let end = 0; end < envelope.length; end++) {
      expect(() => keys.decrypt(envelope.subarray(0, end), row)).toThrow();
    }
    const longer = Buffer.concat([envelope, Buffer.from([0])]);
    expect(() => keys.decrypt(longer, row)).toThrow();
  });

  it('refuses another secret under the same id', () => {
    const envelope = ring('a').encrypt('secret', row);
    const other = new KeyRing([key('a', 'z'.repeat(40))]);
    expect(() => other.decrypt(envelope, row)).toThrow(failed);
  });
});

describe('rotation', () => {
  it('encrypts with the newest key and decrypts with every key', () => {
    const before = ring('old').encrypt('secret', row);
    const rotated = ring('new', 'old');
    expect(rotated.decrypt(before, row).toString()).toBe('secret');
    const after = rotated.encrypt('secret', row);
    expect(ring('new').decrypt(after, row).toString()).toBe('secret');
  });

  it('names the key that is gone', () => {
    const envelope = ring('old').encrypt('secret', row);
    expect(() => ring('new').decrypt(envelope, row)).toThrow(
      expect.objectContaining({
        code: 'encryption_key_missing',
        message: expect.stringContaining("'old'"),
      }),
    );
  });
});

describe('digest', () => {
  it('depends on text and newest key', () => {
    expect(ring('a').digest('x')).toBe(ring('a', 'b').digest('x'));
    expect(ring('a').digest('x')).not.toBe(ring('a').digest('y'));
    expect(ring('a').digest('x')).not.toBe(ring('b').digest('x'));
    expect(ring('a').digest('x')).toMatch(/^[0-9a-f]{64}$/);
  });
});

it('knows its digests by every key', () => {
  const old = ring('a').digest('x');
  expect(ring('b', 'a').isDigestOf(old, 'x')).toBe(true);
  expect(ring('b', 'a').isDigestOf(old, 'y')).toBe(false);
  expect(ring('b').isDigestOf(old, 'x')).toBe(false);
});

describe('configuration', () => {
  const notConfigured = expect.objectContaining({
    name: 'ServiceUnavailableError',
    code: 'encryption_not_configured',
  });

  it('stores nothing without a key', () => {
    const none = KeyRing.fromConfig(mockServices.rootConfig());
    expect(none.isConfigured).toBe(false);
    expect(() => none.assertConfigured()).toThrow(notConfigured);
    expect(() => none.encrypt('x', row)).toThrow(notConfigured);
    expect(() => none.encryptJson({}, row)).toThrow(notConfigured);
    expect(() => none.digest('x')).toThrow(notConfigured);
  });

  it('reads keys, newest first', () => {
    const keys = KeyRing.fromConfig(
      mockServices.rootConfig({
        data: {
          infrakitchen: { encryption: { keys: [key('new'), key('old')] } },
        },
      }),
    );
    expect(keys.isConfigured).toBe(true);
    expect(() => keys.assertConfigured()).not.toThrow();
    expect(keys.digest('x')).toBe(ring('new').digest('x'));
  });

  it.each([
    ['two keys with one id', [key('a'), key('a', 'b'.repeat(40))], 'same id'],
    ['a short secret', [key('a', 's'.repeat(31))], "key 'a' is shorter"],
    ['an empty id', [key('', 's'.repeat(40))], 'between 1 and'],
    ['a long id', [key('i'.repeat(256), 's'.repeat(40))], 'between 1 and'],
    ['a wide id', [key('ü'.repeat(128), 's'.repeat(40))], 'between 1 and'],
  ])('refuses %s', (_, keys, message) => {
    expect(() => new KeyRing(keys)).toThrow(message);
  });

  it('never shows a secret in an error', () => {
    const secret = 'do-not-show';
    expect(() => new KeyRing([{ id: 'a', secret }])).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining(secret),
      }),
    );
  });

  it('takes ids and secrets of any length that fits', () => {
    const keys = new KeyRing([key('ü'.repeat(127), 's'.repeat(32))]);
    expect(keys.decrypt(keys.encrypt('x', row), row).toString()).toBe('x');
  });
});
