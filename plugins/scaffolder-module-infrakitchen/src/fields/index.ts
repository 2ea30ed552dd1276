export { fieldOptions, formFields } from './fields';
