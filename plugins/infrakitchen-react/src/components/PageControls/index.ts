export * from './PageControls';
