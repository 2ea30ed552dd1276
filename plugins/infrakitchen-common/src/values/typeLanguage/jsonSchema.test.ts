import Ajv from 'ajv';
import { typeToJsonSchema } from './jsonSchema';
import { parseTypeExpression } from './parser';
import {
  randomType,
  randomValueOf,
  seededRandom,
} from './randomType.testUtils';

function schemaOf(text: string, nullable = false) {
  return typeToJsonSchema(parseTypeExpression(text), { nullable });
}

function accepts(text: string, value: unknown, nullable = false) {
  return new Ajv({ strict: true, strictTypes: true }).compile(
    schemaOf(text, nullable),
  )(value);
}

describe('typeToJsonSchema', () => {
  it('maps every kind of type', () => {
    expect(schemaOf('string')).toEqual({ type: 'string' });
    expect(schemaOf('number')).toEqual({ type: 'number' });
    expect(schemaOf('bool')).toEqual({ type: 'boolean' });
    expect(schemaOf('any')).toEqual({});
    expect(schemaOf('list(string)')).toEqual({
      type: 'array',
      items: { type: 'string' },
    });
    expect(schemaOf('set(number)')).toEqual({
      type: 'array',
      items: { type: 'number' },
      uniqueItems: true,
    });
    expect(schemaOf('map(bool)')).toEqual({
      type: 'object',
      additionalProperties: { type: 'boolean' },
    });
    expect(schemaOf('tuple([string, number])')).toEqual({
      type: 'array',
      items: [{ type: 'string' }, { type: 'number' }],
      additionalItems: false,
      minItems: 2,
      maxItems: 2,
    });
    expect(
      schemaOf(
        'object({ a = string, b = optional(number, 1.5), c = optional(bool) })',
      ),
    ).toEqual({
      type: 'object',
      properties: {
        a: { type: ['string', 'null'] },
        b: { type: ['number', 'null'], default: 1.5 },
        c: { type: ['boolean', 'null'] },
      },
      required: ['a'],
      additionalProperties: false,
    });
  });

  it('accepts null where it has a meaning', () => {
    expect(accepts('string', null)).toBe(false);
    expect(accepts('string', null, true)).toBe(true);
    expect(accepts('any', null)).toBe(true);
    expect(accepts('object({ a = optional(string) })', { a: null })).toBe(true);
    expect(accepts('object({ a = string })', { a: null })).toBe(true);
    expect(accepts('object({ a = string })', {})).toBe(false);
    expect(accepts('list(string)', [null])).toBe(false);
    expect(accepts('map(string)', { a: null })).toBe(false);
  });

  it('refuses what does not fit', () => {
    expect(accepts('number', '1.5')).toBe(false);
    expect(accepts('set(string)', ['a', 'a'])).toBe(false);
    expect(accepts('tuple([string])', ['a', 'b'])).toBe(false);
    expect(accepts('object({ port = number })', { prot: 1, port: 2 })).toBe(
      false,
    );
    expect(accepts('tuple([])', [])).toBe(true);
    expect(accepts('tuple([])', [1])).toBe(false);
  });

  it('makes schemas that are valid and take the values of the type', () => {
    const random = seededRandom(3);
    const ajv = new Ajv({ strict: true, strictTypes: true });
    for (let i = 0; i < 300; i += 1) {
      const node = randomType(random);
      const validate = ajv.compile(typeToJsonSchema(node));
      const value = randomValueOf(random, node);
      expect({
        value,
        ok: validate(value),
        errors: validate.errors,
      }).toMatchObject({ ok: true });
    }
  });
});
