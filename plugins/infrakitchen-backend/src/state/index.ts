export * from './RunTokenStore';
export * from './StateStore';
export * from './routes';
export * from './StateService';
export * from './stateDocument';
