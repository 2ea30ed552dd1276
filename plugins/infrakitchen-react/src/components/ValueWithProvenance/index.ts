export * from './ValueWithProvenance';
export * from './provenanceText';
