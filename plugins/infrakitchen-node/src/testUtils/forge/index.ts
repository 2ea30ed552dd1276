export { Forge, type ForgeFault } from './Forge';
export * from './ForgePullRequest';
export { ForgeRepository } from './ForgeRepository';
export * from './ForgeWebhooks';
export * from './types';
