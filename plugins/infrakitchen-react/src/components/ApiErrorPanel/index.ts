export * from './ApiErrorPanel';
export * from './DiagnosticList';
export { isRevisionConflict } from './errorDetails';
