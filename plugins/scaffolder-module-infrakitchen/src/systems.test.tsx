import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/test-utils';
import { renderTestApp } from '@backstage/frontend-test-utils';
import {
  createFrontendPlugin,
  PageBlueprint,
  useApi,
} from '@backstage/frontend-plugin-api';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import {
  ScaffolderFieldExtensions,
  useCustomFieldExtensions,
} from '@backstage/plugin-scaffolder-react';
import { formFieldsApiRef } from '@backstage/plugin-scaffolder-react/alpha';
import { useAsyncData } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import module from './alpha';
import {
  InfrakitchenConnectionsFieldExtension,
  InfrakitchenNameFieldExtension,
  InfrakitchenParentPickerFieldExtension,
  InfrakitchenProjectPickerFieldExtension,
  InfrakitchenTemplatePickerFieldExtension,
  InfrakitchenVariablesFieldExtension,
  InfrakitchenVersionPickerFieldExtension,
  InfrakitchenWorkspacePickerFieldExtension,
} from '.';

const names = [
  'InfrakitchenTemplatePicker',
  'InfrakitchenVersionPicker',
  'InfrakitchenParentPicker',
  'InfrakitchenProjectPicker',
  'InfrakitchenConnections',
  'InfrakitchenWorkspacePicker',
  'InfrakitchenName',
  'InfrakitchenVariables',
];

it('brings its fields to the legacy frontend system', async () => {
  function Fields() {
    const fields = useCustomFieldExtensions<{
      name: string;
      schema: { returnValue: object };
    }>(
      <ScaffolderFieldExtensions>
        <InfrakitchenTemplatePickerFieldExtension />
        <InfrakitchenVersionPickerFieldExtension />
        <InfrakitchenParentPickerFieldExtension />
        <InfrakitchenProjectPickerFieldExtension />
        <InfrakitchenConnectionsFieldExtension />
        <InfrakitchenWorkspacePickerFieldExtension />
        <InfrakitchenNameFieldExtension />
        <InfrakitchenVariablesFieldExtension />
      </ScaffolderFieldExtensions>,
    );
    return (
      <ul>
        {fields.map(({ name, schema }) => (
          <li key={name}>{schema.returnValue ? name : 'no schema'}</li>
        ))}
      </ul>
    );
  }
  await renderInTestApp(<Fields />);
  expect(screen.getAllByRole('listitem').map(item => item.textContent)).toEqual(
    names,
  );
});

it('brings its fields to the new frontend system', async () => {
  function Fields() {
    const api = useApi(formFieldsApiRef);
    const fields = useAsyncData(() => api.loadFormFields(), [api]);
    return (
      <ul aria-label="Fields">
        {(fields.value ?? []).map(field => (
          <li key={(field as any).name}>{(field as any).name}</li>
        ))}
      </ul>
    );
  }
  renderTestApp({
    features: [
      scaffolderPlugin,
      module,
      createFrontendPlugin({
        pluginId: 'fields',
        extensions: [
          PageBlueprint.make({
            params: { path: '/fields', loader: async () => <Fields /> },
          }),
        ],
      }),
    ],
    initialRouteEntries: ['/fields'],
  });
  expect(await screen.findByText('InfrakitchenVariables')).toBeInTheDocument();
  const found = screen.getAllByRole('listitem').map(item => item.textContent);
  expect(found).toEqual(expect.arrayContaining(names));
});
