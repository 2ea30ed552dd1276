export * from './PatchView';
export * from './TextDiff';
