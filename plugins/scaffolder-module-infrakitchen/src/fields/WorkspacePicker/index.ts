export * from './WorkspacePicker';
