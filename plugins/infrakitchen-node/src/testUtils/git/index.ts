export * from './BareRepository';
export * from './gitFixture';
export * from './gitServer';
