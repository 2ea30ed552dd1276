export * from './extensionPoint';
export * from './types';
export * from './secretPayload';
export * from './usedIntegration';
