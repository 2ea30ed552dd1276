export * from './CascadeButtons';
export * from './CascadesRouter';
export * from './StartCascadeDialog';
export * from './UpdateStaleButton';
export * from './WaitingCascades';
export { useStaleCount } from './useStaleCount';
