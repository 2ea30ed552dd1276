export * from './TaskOutputs';
export { TemplateRefs } from './TemplateRefs';
