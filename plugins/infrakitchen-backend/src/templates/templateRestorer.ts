import {
  compareSnapshots,
  type TemplatePatch,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { patchOf, type Restorer } from '../history';
import type { TemplateService } from './TemplateService';

/** What an edit can set, each with what clears it. */
const editable = {
  name: '',
  description: '',
  documentation: '',
  labels: [],
  parentIds: [],
  conventions: { requiredTags: [], requiredConfigs: [] },
  metadataFree: false,
  publishToCatalog: true,
  publishSelfService: true,
};

/** Restores templates. Enabling and disabling are verbs of their own. */
export function createTemplateRestorer(
  templates: TemplateService,
): Restorer<TemplatePatch> {
  return {
    plan: ({ current, wanted }) =>
      patchOf(compareSnapshots(current, wanted), wanted, editable),
    apply: (id, patch, options) => templates.update(id, patch, options),
  };
}
