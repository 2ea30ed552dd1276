export * from './diff';
export * from './formSchema';
export * from './json';
export * from './mask';
export * from './resolve';
export * from './types';
export * from './validate';
export * from './validateRules';
