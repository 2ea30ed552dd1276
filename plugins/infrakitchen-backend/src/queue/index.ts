export { createRunQueue } from './createRunQueue';
export { GraphileRunQueue } from './GraphileRunQueue';
export { InProcessRunQueue } from './InProcessRunQueue';
export type { RunJob, RunQueue, RunQueueStartOptions } from './types';
