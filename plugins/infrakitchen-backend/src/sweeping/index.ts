export * from './inTurn';
