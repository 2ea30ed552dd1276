/**
 * The InfraKitchen pages: templates, resources, runs and plans.
 *
 * @packageDocumentation
 */
export { isInfrakitchenAvailable } from './components/catalog/whereInfrastructureIs';
export {
  EntityInfrakitchenCard,
  EntityInfrakitchenContent,
  infrakitchenPlugin,
  InfrakitchenPage,
  InfrakitchenSearchResultListItem,
} from './plugin';
