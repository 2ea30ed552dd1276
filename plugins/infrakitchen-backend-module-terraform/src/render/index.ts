export { renderModule } from './renderModule';
export { assertRules } from './defaultTags';
export type { DefaultTagsRule } from './defaultTags';
