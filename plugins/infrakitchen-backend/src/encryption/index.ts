export * from './EncryptionService';
export * from './encryptedColumns';
export * from './Rewrapper';
export * from './routes';
