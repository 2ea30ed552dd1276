export * from './ApiErrorPanel';
export * from './DiagnosticList';
export { isNotFound, isRevisionConflict } from './errorDetails';
