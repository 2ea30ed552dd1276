export * from './AuthorizedCatalogFeedService';
export * from './CatalogEntryStore';
export * from './CatalogFeedService';
export * from './CatalogFeedStore';
export * from './CatalogPublisher';
export * from './routes';
