export * from './customIntegration';
