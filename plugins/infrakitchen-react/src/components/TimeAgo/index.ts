export * from './TimeAgo';
export * from './formatDuration';
