export * from './RunStateChip';
