export {
  isFieldRequired,
  isFieldVisible,
  type FieldCondition,
} from './conditions';
export * from './configSchema';
export * from './destination';
export * from './environment';
