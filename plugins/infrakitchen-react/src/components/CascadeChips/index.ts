export * from './CascadeStateChip';
export * from './CascadeItemChip';
