export { compareVersions } from './compareVersions';
export type { ComparedVersion, OutputConsumer } from './findings';
export { offeredVersions, versionWarnings } from './warnings';
