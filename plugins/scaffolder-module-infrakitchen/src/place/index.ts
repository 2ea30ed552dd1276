export * from './placeOptions';
export * from './resolvePlace';
export * from './useTemplate';
export * from './useVersionSchema';
