export * from './Outbox';
