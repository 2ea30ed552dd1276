export * from './fixtures';
export * from './renderPage';
export * from './review';
export * from './overview';
