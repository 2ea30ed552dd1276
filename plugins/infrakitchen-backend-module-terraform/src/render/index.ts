export { renderModule } from './renderModule';
