export * from './AuthorizedCatalogFeedService';
export * from './CatalogEntryStore';
export * from './CatalogFeedService';
export * from './CatalogFeedStore';
export * from './CatalogPublisher';
export * from './CatalogTemplatePublisher';
export * from './CatalogTemplateStore';
export * from './routes';
