export * from './NameField';
