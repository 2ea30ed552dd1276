export { ResourceStatus } from './ResourceStatus';
