export * from './checkVariables';
export * from './schema';
export * from './variablesValue';
export * from './VariablesField';
