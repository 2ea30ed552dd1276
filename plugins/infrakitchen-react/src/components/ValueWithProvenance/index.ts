export * from './ValueWithProvenance';
export { provenanceText } from './provenanceText';
