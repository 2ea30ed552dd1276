export * from './types';
export * from './errors';
export * from './client';
export {
  ApiClient,
  type ListOptions,
  type Page,
  type RequestOptions,
  type WriteOptions,
} from './request';
export * from './clients/HistoryClient';
export * from './clients/AccessClient';
export * from './clients/ProjectsClient';
export * from './clients/ConnectionsClient';
export * from './clients/ApprovalsClient';
export * from './clients/SubscriptionClient';
export * from './clients/TemplatesClient';
export * from './clients/ConventionsClient';
export * from './clients/ResourcesClient';
export * from './clients/RunsClient';
export * from './clients/ImpactClient';
export * from './clients/WorkspacesClient';
export * from './clients/CascadesClient';
export * from './clients/FeedClient';
