export * from './ValuesTable';
