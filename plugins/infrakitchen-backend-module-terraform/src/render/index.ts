export { renderModule } from './renderModule';
export { renderWorkspace } from './renderWorkspace';
export { assertRules } from './defaultTags';
export type { DefaultTagsRule } from './defaultTags';
