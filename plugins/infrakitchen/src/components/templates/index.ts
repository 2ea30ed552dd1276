export * from './TemplatesRouter';
