export * from './AuditTable';
export * from './RecordActivity';
export * from './RevisionsSection';
