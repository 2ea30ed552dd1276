export * from './ParentPicker';
