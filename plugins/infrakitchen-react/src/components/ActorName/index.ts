export * from './ActorName';
export * from './actorText';
