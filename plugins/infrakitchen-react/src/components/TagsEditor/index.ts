export * from './TagsEditor';
