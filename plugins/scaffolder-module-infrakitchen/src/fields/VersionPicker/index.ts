export * from './VersionPicker';
