export * from './RunTokens';
export * from './StateStore';
export * from './routes';
export * from './StateService';
export * from './stateDocument';
