export * from './createOutbound';
export * from './internalAddress';
export * from './types';
