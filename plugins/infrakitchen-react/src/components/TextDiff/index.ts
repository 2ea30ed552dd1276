export * from './TextDiff';
