export * from './clock';
export * from './migrate';
export * from './pages';
export * from './samples';
export * from './takeDue';
export * from './transaction';
