import { isFieldRequired, isFieldVisible } from './conditions';
import {
  configErrors,
  configSchemaErrors,
  KEPT_SECRET,
  mergeConfig,
  type ConfigSchema,
} from './configSchema';
import { movedSecrets } from './destination';

const text = { type: 'string', maxLength: 40 };
const secret = { ...text, writeOnly: true };
const schema: ConfigSchema = {
  type: 'object',
  properties: {
    method: { type: 'string', enum: ['key', 'role', 'none'], default: 'key' },
    host: { ...text, destination: true },
    key: {
      ...secret,
      visibleWhen: { method: ['key'] },
      requiredWhen: { method: ['key'] },
    },
    planKey: { ...secret, visibleWhen: { method: ['key'] } },
    role: {
      ...text,
      visibleWhen: { method: ['key', 'role'] },
      requiredWhen: { method: ['role'] },
    },
  },
  additionalProperties: false,
};

describe('fields of one choice', () => {
  const shown = (config: {}) =>
    Object.keys(schema.properties)
      .filter(name => isFieldVisible(schema, name, config))
      .map(name => (isFieldRequired(schema, name, config) ? `${name}!` : name));

  it.each([
    [{}, ['method', 'host', 'key!', 'planKey', 'role']],
    [{ method: null }, ['method', 'host', 'key!', 'planKey', 'role']],
    [{ method: 'role' }, ['method', 'host', 'role!']],
    [{ method: 'none' }, ['method', 'host']],
    [{ method: 'other' }, ['method', 'host']],
  ])('are shown for %j', (config, fields) => {
    expect(shown(config)).toEqual(fields);
  });

  it.each([
    [{ key: 'k' }, []],
    [{ method: 'none' }, []],
    [{}, ["config.key is needed where method is 'key'"]],
    [{ method: 'role' }, ["config.role is needed where method is 'role'"]],
    [
      { method: 'none', key: 'hunter2' },
      ["config.key is not used where method is 'none': leave it out"],
    ],
  ])('are asked of %j', (config, errors) => {
    expect(configErrors(schema, config)).toEqual(errors);
  });

  it('are not asked for before the choice is right', () => {
    expect(configErrors(schema, { method: 'hunter2' })).toEqual([
      expect.stringContaining('config.method must be'),
    ]);
  });

  describe('where another choice is made', () => {
    const stored = { method: 'key', key: 'one', planKey: 'two', role: 'r' };

    it('drops what the old one has left behind', () => {
      const dropped = { method: 'none' };
      expect(mergeConfig(schema, stored, dropped)).toEqual(dropped);
      expect(
        mergeConfig(schema, stored, {
          ...{ method: 'none', role: 'r' },
          ...{ key: KEPT_SECRET, planKey: KEPT_SECRET },
        }),
      ).toEqual(dropped);
      expect(mergeConfig(schema, stored, { method: 'role' })).toEqual({
        method: 'role',
        role: 'r',
      });
    });

    it('keeps what is new, to be refused', () => {
      const merged = mergeConfig(schema, stored, {
        method: 'role',
        key: 'new',
      });
      expect(merged).toEqual({ method: 'role', role: 'r', key: 'new' });
      expect(configErrors(schema, merged)).toEqual([
        expect.stringContaining('config.key is not used'),
      ]);
    });

    it('does not ask for the secrets that it drops where the host changes too', () => {
      expect(movedSecrets(schema, stored, { host: 'b.test' })).toHaveLength(2);
      expect(
        movedSecrets(schema, stored, { host: 'b.test', method: 'role' }),
      ).toEqual([]);
    });
  });

  it.each<object>([
    { visibleWhen: { nothing: ['x'] } },
    { visibleWhen: { host: ['x'] } },
    { visibleWhen: { method: ['other'] } },
    { requiredWhen: { method: 'key' } },
    { requiredWhen: { toString: ['x'] } },
  ])('cannot depend on %j', condition => {
    const properties = {
      ...schema.properties,
      more: { ...text, ...condition },
    };
    expect(configSchemaErrors({ ...schema, properties })).toEqual([
      expect.stringContaining('more must have in'),
    ]);
    expect(configSchemaErrors(schema)).toEqual([]);
  });
});
