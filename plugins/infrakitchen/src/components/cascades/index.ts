export * from './CascadeButtons';
export * from './CascadesRouter';
export * from './CascadesTable';
export * from './StartCascadeDialog';
export * from './UpdateStaleButton';
export * from './WaitingCascades';
export { useStaleCount } from './useStaleCount';
