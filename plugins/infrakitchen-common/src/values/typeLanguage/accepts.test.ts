import { acceptsType } from './accepts';
import { parseTypeExpression } from './parser';

const accepts = (target: string, source: string) =>
  acceptsType(parseTypeExpression(target), parseTypeExpression(source));

describe('acceptsType', () => {
  it.each([
    ['any', 'list(string)'],
    ['string', 'string'],
    ['set(string)', 'list(string)'],
    ['list(string)', 'set(string)'],
    ['list(string)', 'tuple([string, string])'],
    ['map(string)', 'object({ a = string, b = optional(string) })'],
    ['map(any)', 'map(number)'],
    ['object({ a = any })', 'object({ a = number })'],
    ['object({ a = optional(string) })', 'object({ a = string })'],
    ['object({ a = string, b = optional(string) })', 'object({ a = string })'],
    ['tuple([string, any])', 'tuple([string, bool])'],
  ])('%s takes every %s', (target, source) => {
    expect(accepts(target, source)).toBe(true);
  });

  it.each([
    ['string', 'any'],
    ['number', 'string'],
    ['string', 'number'],
    ['bool', 'number'],
    ['list(number)', 'list(string)'],
    ['list(string)', 'string'],
    ['list(number)', 'tuple([number, string])'],
    ['tuple([string])', 'tuple([string, string])'],
    ['tuple([string])', 'list(string)'],
    ['map(number)', 'object({ a = string })'],
    ['object({ a = string })', 'map(string)'],
    ['object({ a = string })', 'object({ a = optional(string) })'],
    ['object({ a = string, b = string })', 'object({ a = string })'],
    ['object({ a = string })', 'object({ a = string, b = string })'],
    ['string', 'object({ a = string })'],
  ])('%s does not take every %s', (target, source) => {
    expect(accepts(target, source)).toBe(false);
  });
});
