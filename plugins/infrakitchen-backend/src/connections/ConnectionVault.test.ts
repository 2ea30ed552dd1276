import type { JsonObject } from '@backstage/types';
import { KeyRing } from '../crypto';
import { ConnectionVault } from './ConnectionVault';
import type { AnyProvider } from './ProviderRegistry';
import type { ConnectionRecord } from './types';

const text = { type: 'string', maxLength: 40 };
const provider: AnyProvider = {
  key: 'host',
  title: 'A host',
  schema: {
    type: 'object',
    properties: {
      way: { type: 'string', enum: ['token', 'app'] },
      token: {
        ...{ ...text, writeOnly: true },
        visibleWhen: { way: ['token'] },
        requiredWhen: { way: ['token'] },
      },
      key: {
        ...{ ...text, writeOnly: true },
        visibleWhen: { way: ['app'] },
        requiredWhen: { way: ['app'] },
      },
    },
    required: ['way'],
    additionalProperties: false,
  },
};

describe('ConnectionVault, where another way to sign in is chosen', () => {
  const vault = new ConnectionVault(
    new KeyRing([{ id: 'a', secret: 'x'.repeat(40) }]),
  );
  const row = { kind: 'integration' as const, id: 'one' };
  const stored = {
    ...row,
    ...vault.seal(row, provider, { way: 'token', token: 'old-token' }),
  } as ConnectionRecord;
  const edit = (sent: JsonObject) => vault.edit(stored, provider, sent);

  it.each([
    [{ way: 'app', key: 'new-key' }],
    [{ way: 'app', key: 'new-key', token: '********' }],
    [{ way: 'app', key: 'new-key', token: null }],
  ])('forgets the secrets of the old one: %j', sent => {
    const { config, sealed, changed, rotated } = edit(sent);
    expect(vault.open({ ...row, config, sealed })).toEqual({
      way: 'app',
      key: 'new-key',
    });
    expect({ config, changed, rotated }).toEqual({
      config: { way: 'app', key: '********' },
      changed: true,
      rotated: true,
    });
  });

  it.each([
    [{ way: 'app' }, 'config.key is needed'],
    [{ way: 'app', key: 'k', token: 'new' }, 'config.token is not used'],
    [{ key: 'new-key' }, 'config.key is not used'],
  ])('refuses %j', (sent, words) => {
    expect(() => edit(sent)).toThrow(words);
  });

  it('reads what was stored before there were ways', () => {
    const sealed = { ...stored, config: { ...stored.config, key: 'left' } };
    expect(vault.edit(sealed, provider, {}).config).toEqual({
      way: 'token',
      token: '********',
    });
  });
});
