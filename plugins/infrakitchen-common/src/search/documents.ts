/** Types of the documents that the portal's search has of InfraKitchen. @public */
export const searchDocumentTypes = {
  template: 'infrakitchen-template',
  resource: 'infrakitchen-resource',
  workspace: 'infrakitchen-workspace',
} as const;

/** What a document of the search is about. @public */
export type SearchDocumentKind = keyof typeof searchDocumentTypes;

/**
 * What the search keeps of a template, a resource or a workspace. All are text:
 * the search engines find words in text alone.
 *
 * @public
 */
export interface InfrakitchenSearchDocument {
  about: SearchDocumentKind;
  title: string;
  text: string;
  /** Path of its page in the app. */
  location: string;
  /** Labels, separated by commas. */
  labels?: string;
  /** What it is called in the list: the template of a resource, the host of a workspace. */
  of?: string;
  /** State of a resource, status of a workspace; of a template `enabled` or `disabled`. */
  state: string;
  /** Name of the project of a resource. */
  project?: string;
  /** Entity ref of the owner of a resource. */
  owner?: string;
  /** Key of the template. */
  templateKey?: string;
}
