export * from './VirtualList';
