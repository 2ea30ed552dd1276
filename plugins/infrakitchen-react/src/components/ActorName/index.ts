export * from './ActorName';
export { actorText } from './actorText';
