export * from './failures';
export * from './fields';
export * from './hostErrors';
export * from './json';
export * from './RemoteHost';
export * from './runCredentials';
