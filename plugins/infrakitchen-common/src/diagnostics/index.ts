export {
  adviseOn,
  type DiagnosticAdvice,
  type DiagnosticKind,
} from './adviseOn';
