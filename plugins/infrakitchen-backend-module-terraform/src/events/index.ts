export { toEvents } from './toEvents';
