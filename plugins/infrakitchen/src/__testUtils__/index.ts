export * from './fixtures';
export * from './renderEntity';
export * from './renderPage';
export * from './review';
export * from './overview';
