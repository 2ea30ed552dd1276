export * from './AccessService';
export * from './audited';
export * from './requests';
export * from './storable';
