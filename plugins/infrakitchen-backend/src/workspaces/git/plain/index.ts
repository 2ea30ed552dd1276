export * from './PlainGitHost';
export * from './PlainPullRequestStore';
