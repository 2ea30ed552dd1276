import type { RowFixture } from './rowFixture';
import type { Row } from './rowTypes';

/** The operations of integrations, secrets and storages. */
export function createConnectionRows({
  api,
  stateServer,
  resource,
  key,
  of,
}: RowFixture): Record<string, Row> {
  const inputOf = (kind: string) => ({
    provider: kind === 'Storage' ? 'http' : 'custom',
    name: key(),
    config: {
      Integration: { variables: { TOKEN: 'first-secret' } },
      Secret: { values: { token: 'first-secret' } },
      Storage: {
        address: stateServer,
        username: 'portal',
        password: 'first-secret',
      },
    }[kind],
  });
  const rotatedOf = (kind: string) =>
    ({
      Integration: { variables: { TOKEN: 'second-secret' } },
      Secret: { values: { token: 'second-secret' } },
      Storage: { password: 'second-secret' },
    }[kind]);
  const connection = async (kind: string): Promise<{ id: string }> =>
    (await api.post(`/${kind.toLowerCase()}s`, inputOf(kind))).body;
  const connectionRows = (kind: string): Record<string, Row> => {
    const noun = kind.toLowerCase();
    const one = () => of(connection(kind));
    return {
      [`create${kind}`]: {
        action: `${noun}.created`,
        valid: async () => ({ body: inputOf(kind) }),
        invalid: async () => ({ body: { ...inputOf(kind), config: {} } }),
      },
      [`update${kind}`]: {
        action: `${noun}.updated`,
        valid: async () => ({ ...(await one()), body: { name: key() } }),
        invalid: async () => ({
          ...(await one()),
          body: { config: { unknown: 1 } },
        }),
      },
      [`delete${kind}`]: { action: `${noun}.deleted`, valid: one },
      [`actOn${kind} enable`]: {
        action: `${noun}.enabled`,
        async valid() {
          const given = await one();
          await api.post(`/${noun}s/${given.in!.id}/actions/disable`);
          return given;
        },
      },
      [`actOn${kind} disable`]: { action: `${noun}.disabled`, valid: one },
      [`actOn${kind} rotate`]: {
        action: `${noun}.rotated`,
        valid: async () => ({
          ...(await one()),
          body: { config: rotatedOf(kind) },
        }),
        invalid: one,
      },
      [`test${kind}`]: { action: `${noun}.tested`, valid: one },
    };
  };

  return {
    ...connectionRows('Integration'),
    ...connectionRows('Secret'),
    ...connectionRows('Storage'),
    rewrapEncryption: {
      action: 'encryption.rewrapped',
      valid: async () => ({ body: { restart: true } }),
      async invalid() {
        await api.post('/encryption/rewrap', { restart: true });
        return { body: {} };
      },
    },
    moveResourceStorage: {
      action: 'resource.storage_move_requested',
      valid: async () => ({
        ...(await of(resource())),
        body: { storageId: (await connection('Storage')).id },
      }),
      invalid: async () => ({
        ...(await of(resource())),
        body: { storageId: null },
      }),
    },
  };
}
