import type { PickedOption } from '../SearchPicker';

/** An integration while somebody attaches it. @public */
export interface IntegrationDraft {
  picked?: PickedOption;
  alias: string;
}

/** What a resource is to be connected by, with rows that are still empty. @public */
export interface ConnectedDraft {
  integrations: IntegrationDraft[];
  secrets: Array<PickedOption | undefined>;
}
