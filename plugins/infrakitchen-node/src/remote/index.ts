export * from './failures';
export * from './fields';
export * from './json';
export * from './RemoteHost';
export * from './runCredentials';
