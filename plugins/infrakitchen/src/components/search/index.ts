export * from './InfrakitchenSearchResultListItem';
export * from './searchTexts';
