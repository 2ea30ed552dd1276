export { describeRepositoryHost } from './describeRepositoryHost';
export type { RepositoryHostAbility, RepositoryHostSubject } from './world';
