import {
  configErrors,
  configSchemaErrors,
  KEPT_SECRET,
  maskConfig,
  mergeConfig,
  secretsOf,
  type ConfigSchema,
} from './configSchema';

const schema: ConfigSchema = {
  type: 'object',
  properties: {
    region: { type: 'string', maxLength: 20 },
    key: { type: 'string', maxLength: 40, writeOnly: true },
    values: {
      type: 'object',
      maxProperties: 3,
      additionalProperties: { type: 'string', maxLength: 20, writeOnly: true },
    },
  },
  required: ['region'],
  additionalProperties: false,
};
const stored = {
  region: 'eu',
  key: 'secret-1',
  values: { a: 'one', b: 'two' },
};
const masked = {
  region: 'eu',
  key: KEPT_SECRET,
  values: { a: KEPT_SECRET, b: KEPT_SECRET },
};

describe('maskConfig', () => {
  it('shows which secrets are set, and none of them', () => {
    expect(maskConfig(schema, stored)).toEqual(masked);
    expect(maskConfig(schema, { region: 'eu' })).toEqual({ region: 'eu' });
  });
});

describe('mergeConfig', () => {
  it('keeps everything where what was shown is sent back', () => {
    expect(mergeConfig(schema, stored, masked)).toEqual(stored);
    expect(mergeConfig(schema, stored, {})).toEqual(stored);
  });

  it('replaces and clears what is sent', () => {
    expect(
      mergeConfig(schema, stored, {
        region: 'us',
        key: null,
        values: { a: 'new', b: KEPT_SECRET, c: 'three' },
      }),
    ).toEqual({ region: 'us', values: { a: 'new', b: 'two', c: 'three' } });
    expect(mergeConfig(schema, stored, { values: { b: KEPT_SECRET } })).toEqual(
      { ...stored, values: { b: 'two' } },
    );
    expect(mergeConfig(schema, stored, { values: null })).toEqual({
      region: 'eu',
      key: 'secret-1',
    });
  });

  it('takes the mask for an open field as it is', () => {
    expect(mergeConfig(schema, stored, { region: KEPT_SECRET }).region).toBe(
      KEPT_SECRET,
    );
  });

  it('does not invent a secret for a mask without one', () => {
    const sent = { region: 'eu', key: KEPT_SECRET, values: { z: KEPT_SECRET } };
    const merged = mergeConfig(schema, { region: 'eu' }, sent);
    expect(configErrors(schema, merged)).toEqual([
      expect.stringContaining('config.key is the mask'),
      expect.stringContaining('config.values.z is the mask'),
    ]);
  });
});

describe('configErrors', () => {
  it.each([
    [{ region: 'eu', zone: 'x' }, '"zone"'],
    [{}, '"region"'],
    [{ region: 1 }, 'config.region must be string'],
    [{ region: 'eu', key: 'x'.repeat(41) }, 'config.key'],
    [{ region: 'eu', values: ['a'] }, 'config.values must be object'],
    [{ region: 'eu', values: { a: 1 } }, 'config.values.a must be string'],
    [{ region: 'eu', ['__proto__']: 1 }, '"__proto__"'],
  ])('tells what is wrong with %j', (config, text) => {
    expect(configErrors(schema, config).join()).toContain(text);
  });

  it('tells in words what a pattern asks for', () => {
    const worded: ConfigSchema = {
      ...schema,
      properties: {
        region: { type: 'string', pattern: '^[a-z]+$', patternHint: 'letters' },
      },
    };
    expect(configErrors(worded, { region: '1' })).toEqual([
      'config.region must be letters',
    ]);
  });

  it('never tells a value', () => {
    const config = { region: 'eu', key: 'hunter2'.repeat(9), other: 'hunter2' };
    expect(configErrors(schema, config)).not.toEqual([]);
    expect(configErrors(schema, config).join()).not.toContain('hunter2');
  });
});

describe('secretsOf', () => {
  it('tells the texts of every secret field', () => {
    expect(secretsOf(schema, stored)).toEqual(['secret-1', 'one', 'two']);
    expect(secretsOf(schema, { region: 'eu' })).toEqual([]);
  });
});

describe('configSchemaErrors', () => {
  const errorsOf = (field: object) =>
    configSchemaErrors({ ...schema, properties: { field } } as ConfigSchema);

  it('has nothing against a flat, closed and bounded schema', () => {
    expect(configSchemaErrors(schema)).toEqual([]);
  });

  it.each([
    { type: 'string' },
    { type: 'string', maxLength: 1e9 },
    { type: 'array', items: { type: 'string', writeOnly: true } },
    { type: 'integer', writeOnly: true },
    { type: 'object', properties: {} },
    { type: 'object', additionalProperties: { writeOnly: true } },
  ])('refuses the field %j', field => {
    expect(errorsOf(field)).toHaveLength(1);
  });

  it('refuses a schema that takes unknown fields', () => {
    expect(configSchemaErrors({ type: 'object', properties: {} })).toHaveLength(
      1,
    );
  });
});
