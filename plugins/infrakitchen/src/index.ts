/**
 * The InfraKitchen pages: templates, resources, runs and plans.
 *
 * @packageDocumentation
 */
export {
  infrakitchenPlugin,
  InfrakitchenPage,
  InfrakitchenSearchResultListItem,
} from './plugin';
