export * from './clock';
export * from './migrate';
export * from './pages';
export * from './samples';
export * from './transaction';
