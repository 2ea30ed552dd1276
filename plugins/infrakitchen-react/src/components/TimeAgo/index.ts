export * from './TimeAgo';
export * from './formatDuration';
export * from './formatDateTime';
