/**
 * Fields of InfraKitchen for the forms of software templates, and what a task
 * has built for its page, for the new frontend system.
 *
 * @packageDocumentation
 */
import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  FormFieldBlueprint,
  scaffolderTemplateOutputsBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';
import { z } from 'zod/v4';
import type { formFields } from './fields';
import { InfrakitchenTaskOutputs, TemplateRefs } from './outputs';

export { infrakitchenScaffolderTranslationRef } from './translation';

const field = (name: string, key: keyof typeof formFields) =>
  FormFieldBlueprint.make({
    name,
    params: {
      field: () => import('./fields').then(m => m.formFields[key]),
    },
  });

const taskOutputs = scaffolderTemplateOutputsBlueprint.makeWithOverrides({
  name: 'infrakitchen',
  configSchema: {
    templateRefs: z
      .array(z.string())
      .default([])
      .describe('Refs of software templates that people have written.'),
    basePath: z
      .string()
      .default('/infrakitchen')
      .describe('Where the pages of InfraKitchen are.'),
  },
  factory(originalFactory, { config }) {
    return originalFactory({
      templateRefs: TemplateRefs.naming(...config.templateRefs),
      component: ({ output }) => (
        <InfrakitchenTaskOutputs output={output} basePath={config.basePath} />
      ),
    });
  },
});

/**
 * The fields and the view of tasks.
 *
 * @public
 */
export default createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    field('infrakitchen-template-picker', 'templatePicker'),
    field('infrakitchen-version-picker', 'versionPicker'),
    field('infrakitchen-parent-picker', 'parentPicker'),
    field('infrakitchen-project-picker', 'projectPicker'),
    field('infrakitchen-connections', 'connections'),
    field('infrakitchen-workspace-picker', 'workspacePicker'),
    field('infrakitchen-name', 'name'),
    field('infrakitchen-variables', 'variables'),
    taskOutputs,
  ],
});
