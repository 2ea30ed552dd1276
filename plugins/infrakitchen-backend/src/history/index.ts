export * from './HistoryStore';
export * from './types';
