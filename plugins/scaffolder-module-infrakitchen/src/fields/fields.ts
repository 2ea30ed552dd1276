import { createFormField } from '@backstage/plugin-scaffolder-react/alpha';
import {
  ConnectionsField,
  connectionsSchema,
  validateConnectionsField,
} from './Connections';
import { NameField, nameSchema } from './Name';
import { ParentPicker, parentPickerSchema } from './ParentPicker';
import { ProjectPicker, projectPickerSchema } from './ProjectPicker';
import { TemplatePicker, templatePickerSchema } from './TemplatePicker';
import {
  validateVariablesField,
  VariablesField,
  variablesSchema,
} from './Variables';
import { VersionPicker, versionPickerSchema } from './VersionPicker';
import {
  validateWorkspacePicker,
  WorkspacePicker,
  workspacePickerSchema,
} from './WorkspacePicker';

/** What each field is, for both frontend systems. */
export const fieldOptions = {
  templatePicker: {
    name: 'InfrakitchenTemplatePicker',
    component: TemplatePicker,
    schema: templatePickerSchema,
  },
  versionPicker: {
    name: 'InfrakitchenVersionPicker',
    component: VersionPicker,
    schema: versionPickerSchema,
  },
  parentPicker: {
    name: 'InfrakitchenParentPicker',
    component: ParentPicker,
    schema: parentPickerSchema,
  },
  projectPicker: {
    name: 'InfrakitchenProjectPicker',
    component: ProjectPicker,
    schema: projectPickerSchema,
  },
  connections: {
    name: 'InfrakitchenConnections',
    component: ConnectionsField,
    validation: validateConnectionsField,
    schema: connectionsSchema,
  },
  workspacePicker: {
    name: 'InfrakitchenWorkspacePicker',
    component: WorkspacePicker,
    validation: validateWorkspacePicker,
    schema: workspacePickerSchema,
  },
  name: {
    name: 'InfrakitchenName',
    component: NameField,
    schema: nameSchema,
  },
  variables: {
    name: 'InfrakitchenVariables',
    component: VariablesField,
    validation: validateVariablesField,
    schema: variablesSchema,
  },
};

/** The same as the new frontend system takes them. */
export const formFields = {
  templatePicker: createFormField(fieldOptions.templatePicker),
  versionPicker: createFormField(fieldOptions.versionPicker),
  parentPicker: createFormField(fieldOptions.parentPicker),
  projectPicker: createFormField(fieldOptions.projectPicker),
  connections: createFormField(fieldOptions.connections),
  workspacePicker: createFormField(fieldOptions.workspacePicker),
  name: createFormField(fieldOptions.name),
  variables: createFormField(fieldOptions.variables),
};
