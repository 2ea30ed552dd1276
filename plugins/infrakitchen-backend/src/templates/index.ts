export * from './AuthorizedTemplateService';
export * from './problems';
export * from './routes';
export * from './TemplateHierarchy';
export * from './TemplateService';
export * from './TemplateStore';
export * from './TemplateWriter';
export * from './types';
