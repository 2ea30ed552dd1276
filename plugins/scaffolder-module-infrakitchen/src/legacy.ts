import { scaffolderPlugin } from '@backstage/plugin-scaffolder';
import {
  createScaffolderFieldExtension,
  type CustomFieldExtensionSchema,
} from '@backstage/plugin-scaffolder-react';
import { fieldOptions } from './fields';

/** The legacy system takes the plain JSON Schema. */
function legacy<T extends { schema: { schema: CustomFieldExtensionSchema } }>(
  options: T,
) {
  return { ...options, schema: options.schema.schema };
}

/** Picks a template, for apps on the legacy frontend system. @public */
export const InfrakitchenTemplatePickerFieldExtension =
  scaffolderPlugin.provide(
    createScaffolderFieldExtension(legacy(fieldOptions.templatePicker)),
  );

/** Picks a version of a template. @public */
export const InfrakitchenVersionPickerFieldExtension = scaffolderPlugin.provide(
  createScaffolderFieldExtension(legacy(fieldOptions.versionPicker)),
);

/** Picks a parent. @public */
export const InfrakitchenParentPickerFieldExtension = scaffolderPlugin.provide(
  createScaffolderFieldExtension(legacy(fieldOptions.parentPicker)),
);

/** Picks a project. @public */
export const InfrakitchenProjectPickerFieldExtension = scaffolderPlugin.provide(
  createScaffolderFieldExtension(legacy(fieldOptions.projectPicker)),
);

/** Integrations, secrets and the storage of a resource. @public */
export const InfrakitchenConnectionsFieldExtension = scaffolderPlugin.provide(
  createScaffolderFieldExtension(legacy(fieldOptions.connections)),
);

/** Picks a workspace. @public */
export const InfrakitchenWorkspacePickerFieldExtension =
  scaffolderPlugin.provide(
    createScaffolderFieldExtension(legacy(fieldOptions.workspacePicker)),
  );

/** A name, as the template's convention asks for it. @public */
export const InfrakitchenNameFieldExtension = scaffolderPlugin.provide(
  createScaffolderFieldExtension(legacy(fieldOptions.name)),
);

/** The variables of a version. @public */
export const InfrakitchenVariablesFieldExtension = scaffolderPlugin.provide(
  createScaffolderFieldExtension(legacy(fieldOptions.variables)),
);
