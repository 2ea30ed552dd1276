export * from './AuthorizedVersionService';
export * from './ModuleAnalyser';
export * from './routes';
export * from './RuleChecker';
export * from './types';
export * from './VersionService';
export * from './VersionStore';
export * from './VersionWriter';
