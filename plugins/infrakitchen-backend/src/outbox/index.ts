export * from './Outbox';
export * from './types';
