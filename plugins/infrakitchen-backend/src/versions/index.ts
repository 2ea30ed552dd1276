export * from './AuthorizedVersionService';
export * from './DefaultVersionService';
export * from './ModuleAnalyser';
export {
  assertProviders,
  refuseRules,
  versionNotFound,
  versionOfOther,
} from './problems';
export * from './routes';
export * from './RuleChecker';
export * from './types';
export * from './VersionComparer';
export * from './VersionService';
export * from './VersionStore';
export * from './VersionsInUseStore';
export * from './VersionWriter';
export * from './versionRestorer';
