export { createConverter, type Converter } from './convert';
export { diffValues, type EditableFields } from './diff';
export { buildFormSchema, pickOwnValues, type FormHints } from './formSchema';
export type { PreviousValues } from './frozen';
export {
  compareResolved,
  newErrors,
  type ComparedValues,
  type ComparedVariable,
  type CompareOptions,
} from './impact';
export { canonicalJson, jsonEquals, parseExactJson } from './json';
export { maskEffective } from './mask';
export { describeProvenance } from './messages';
export { resolveValues } from './resolve';
export * from './typeLanguage';
export * from './types';
export { validateValues, type ValidateInput } from './validate';
export { matchesPattern } from './pattern';
export { checkNamePattern, type NameSurroundings } from './checkNamePattern';
export type { NameContext, NameValues } from './fillPlaceholder';
export { parseNamePattern, templateKeysIn } from './namePattern';
export type { NamePart, NamePlaceholder } from './namePattern';
export { disallowedProviders, providerSource } from './providers';
export {
  describeNaming,
  expandNamePattern,
  suggestName,
  validateKeptName,
  maxResourceName,
  resourceNamePattern,
} from './validateName';
export { slugOf } from './slugOf';
export { validateRules } from './validateRules';
