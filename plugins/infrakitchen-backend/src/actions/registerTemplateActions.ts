import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { infrakitchenUsePermission } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { MAX_ITEMS, type ActionServices } from './types';

/** What can be created. */
export function registerTemplateActions(
  registry: ActionsRegistryService,
  { templates, versions }: ActionServices,
): void {
  registry.register({
    name: 'list-templates',
    title: 'List infrastructure templates',
    description:
      'Lists the kinds of infrastructure that can be created, with their parents in the hierarchy. `q` finds by a part of the name.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ q: z.string().max(200).optional() }),
      output: z => z.object({ templates: z.array(z.any()) }),
    },
    action: async ({ input, credentials }) => {
      const page = await templates.list(
        { q: input.q, limit: MAX_ITEMS },
        { credentials },
      );
      return { output: { templates: page.items } };
    },
  });
  registry.register({
    name: 'list-template-versions',
    title: 'List the versions of an infrastructure template',
    description:
      'Lists the module versions of a template with their variables and outputs, newest first. A resource is created from one of them.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z => z.object({ templateId: z.string().uuid() }),
      output: z => z.object({ versions: z.array(z.any()) }),
    },
    action: async ({ input, credentials }) => {
      const page = await versions.list(
        input.templateId,
        { limit: MAX_ITEMS },
        { credentials },
      );
      return { output: { versions: page.items } };
    },
  });
}
