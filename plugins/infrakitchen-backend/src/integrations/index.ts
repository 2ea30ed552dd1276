export * from './customIntegration';
export * from './plainGitIntegration';
