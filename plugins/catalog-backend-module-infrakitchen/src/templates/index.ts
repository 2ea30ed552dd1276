export * from './annotations';
export { TemplateFeed } from './TemplateFeed';
