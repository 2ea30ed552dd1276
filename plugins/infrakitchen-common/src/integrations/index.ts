export * from './configSchema';
export * from './destination';
export * from './environment';
