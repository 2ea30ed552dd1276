export * from './connectedDraft';
export * from './ConnectedFields';
export { connectedFieldsTranslationRef } from './translation';
