/**
 * Fields of InfraKitchen for the forms of software templates, and what a task
 * has built for its page.
 *
 * @packageDocumentation
 */
export * from './legacy';
export {
  InfrakitchenTaskOutputs,
  type InfrakitchenTaskOutputsProps,
} from './outputs';
