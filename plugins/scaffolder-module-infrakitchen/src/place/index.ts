export * from './placeOptions';
export * from './resolvePlace';
export * from './useVersionSchema';
