import { KEPT_SECRET, type ConfigSchema } from './configSchema';
import { movedSecrets } from './destination';

const schema: ConfigSchema = {
  type: 'object',
  properties: {
    host: {
      type: 'string',
      maxLength: 99,
      default: 'a.test',
      destination: true,
    },
    owner: { type: 'string', maxLength: 99 },
    token: { type: 'string', maxLength: 99, writeOnly: true },
    planToken: { type: 'string', maxLength: 99, writeOnly: true },
    values: {
      type: 'object',
      maxProperties: 9,
      additionalProperties: { type: 'string', maxLength: 9, writeOnly: true },
    },
  },
  additionalProperties: false,
};
const stored = { host: 'a.test', token: 'one', values: { x: 'two' } };

describe('movedSecrets', () => {
  it.each([
    { owner: 'acme' },
    { host: 'a.test', token: KEPT_SECRET },
    { host: null },
    { host: 'b.test', token: 'new', values: { x: 'new' } },
    { host: 'b.test', token: null, values: null },
  ])('lets %j pass', sent => {
    expect(movedSecrets(schema, stored, sent)).toEqual([]);
  });

  it.each([
    { host: 'b.test' },
    { host: 'b.test', token: KEPT_SECRET },
    { host: 'b.test', values: { x: KEPT_SECRET, y: 'new' } },
  ])('does not let %j send what is stored elsewhere', sent => {
    expect(movedSecrets(schema, stored, sent)).toEqual([
      expect.stringContaining('config.token was stored for another host'),
      expect.stringContaining('config.values was stored for another host'),
    ]);
  });

  it('knows the host that was not written down', () => {
    expect(movedSecrets(schema, { token: 'one' }, { host: 'a.test' })).toEqual(
      [],
    );
    expect(
      movedSecrets(schema, { token: 'one' }, { host: 'b.test' }),
    ).toHaveLength(1);
    expect(
      movedSecrets(schema, { ...stored, host: 'b.test' }, { host: null }),
    ).toHaveLength(2);
  });
});
