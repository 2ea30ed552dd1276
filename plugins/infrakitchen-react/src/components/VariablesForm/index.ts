export * from './VariablesForm';
export { validateVariables } from './validateVariables';
export type { VariablesFormValue } from './validateVariables';
