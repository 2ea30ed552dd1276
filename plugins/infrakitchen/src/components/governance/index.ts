export * from './GovernanceRouter';
export * from './rules/RulesTable';
