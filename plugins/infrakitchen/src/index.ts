/**
 * The InfraKitchen pages: templates, resources, runs and plans.
 *
 * @packageDocumentation
 */
export {
  infrakitchenPlugin,
  InfrakitchenPage,
  InfrakitchenSearchResultListItem,
export { isInfrakitchenAvailable } from './components/catalog/whereInfrastructureIs';
export {
  EntityInfrakitchenCard,
  EntityInfrakitchenContent,
  infrakitchenPlugin,
  InfrakitchenPage,
} from './plugin';
