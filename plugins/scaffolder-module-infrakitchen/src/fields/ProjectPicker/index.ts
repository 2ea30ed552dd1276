export * from './ProjectPicker';
