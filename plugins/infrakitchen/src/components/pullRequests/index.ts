export * from './PullRequestPanel';
export * from './PullRequestSummary';
export * from './pullRequestTexts';
