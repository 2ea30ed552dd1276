export * from './RequesterRights';
export * from './RunConnectionsReader';
export * from './RunCredentialsSource';
export * from './types';
