export * from './ConnectionPicker';
