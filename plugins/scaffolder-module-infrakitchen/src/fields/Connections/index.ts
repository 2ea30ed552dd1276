export * from './checkConnections';
export * from './connectionsValue';
export * from './ConnectionsField';
export * from './schema';
