export { compareVersions } from './compareVersions';
export type { ComparedVersion, OutputConsumer } from './findings';
export { versionMatches } from './versionMatches';
export { offeredVersions, versionWarnings } from './warnings';
