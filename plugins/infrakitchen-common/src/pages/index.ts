export * from './linkedPages';
