export * from './KeyRing';
