export * from './configSchema';
export * from './environment';
