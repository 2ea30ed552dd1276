export * from './AuditForwarder';
export * from './AuthorizedHistoryService';
export * from './HistoryService';
export * from './HistoryStore';
export * from './Restorer';
export * from './RevisionReader';
export * from './routes';
export * from './types';
