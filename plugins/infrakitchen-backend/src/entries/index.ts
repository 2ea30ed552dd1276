export * from './normaliseEntries';
