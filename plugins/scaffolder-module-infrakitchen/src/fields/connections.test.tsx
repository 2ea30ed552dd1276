import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createFakeApi } from '../__testUtils__/fakeApi';
import { renderForm } from '../__testUtils__/renderForm';

const connections = {
  title: 'Connections',
  type: 'object',
  'ui:field': 'InfrakitchenConnections',
  'ui:options': { template: 'network' },
};

const workspace = {
  title: 'Workspace',
  type: 'string',
  'ui:field': 'InfrakitchenWorkspacePicker',
  'ui:options': { template: 'network' },
};

const step = (properties: object) => ({
  title: 'Step',
  schema: { type: 'object', properties } as any,
});

/** Picks in a field, and waits until the list is closed. */
async function pick(
  user: ReturnType<typeof userEvent.setup>,
  field: HTMLElement,
  option: RegExp,
) {
  await user.click(field);
  await user.click(await screen.findByRole('option', { name: option }));
  await waitFor(() => expect(screen.queryByRole('option')).toBeNull());
}

const row = (name: string) => within(screen.getByRole('group', { name }));
const press = (user: ReturnType<typeof userEvent.setup>, name: string) =>
  user.click(screen.getByRole('button', { name }));

it('connect by what the caller may use, and show it by its names', async () => {
  const user = userEvent.setup();
  const { api, asked, state } = createFakeApi();
  state.templates[0].conventions.allowedIntegrations = ['aws'];
  const created = await renderForm({
    api,
    steps: [step({ connections, workspace })],
  });
  await press(user, 'Attach integration');
  await pick(
    user,
    row('Integration 1').getByRole('combobox', { name: 'Integration' }),
    /main/,
  );
  const usable = ['enabled=true', 'usable=true'];
  expect(asked.listConnections.at(-1)).toMatchObject({
    kind: 'integration',
    filter: ['provider=aws', ...usable],
  });
  await press(user, 'Attach integration');
  await pick(
    user,
    row('Integration 2').getByRole('combobox', { name: 'Integration' }),
    /backup/,
  );
  await user.type(row('Integration 2').getByLabelText('Alias'), 'Backup');
  // Rows that nobody fills in are left out.
  await press(user, 'Attach integration');
  await press(user, 'Attach secret');
  await pick(
    user,
    row('Secret 1').getByRole('combobox', { name: 'Secret' }),
    /database key/,
  );
  await pick(
    user,
    screen.getByRole('combobox', { name: 'Storage of the state' }),
    /company bucket/,
  );
  expect(asked.listConnections).toContainEqual(
    expect.objectContaining({ kind: 'storage', filter: usable }),
  );
  await pick(
    user,
    screen.getByRole('combobox', { name: 'Workspace' }),
    /acme\/infra/,
  );
  expect(asked.listWorkspaces[0].filter).toEqual(['status=ok', 'usable=true']);

  await press(user, 'Review');
  expect(
    (await screen.findAllByText(/The alias Backup begins with a small letter/))
      .length,
  ).toBeGreaterThan(0);
  expect(asked.checkTemplateConnections).toEqual([
    { id: 'id-network', workspaceId: expect.stringMatching(/0$/) },
  ]);
  const alias = row('Integration 2').getByLabelText('Alias');
  await user.clear(alias);
  await user.type(alias, 'backup');
  await press(user, 'Review');
  const create = await screen.findByRole('button', { name: 'Create' });
  expect(asked.checkTemplateConnections).toContainEqual({
    id: 'id-network',
    integrations: [{ id: 'id-main' }, { id: 'id-backup', alias: 'backup' }],
    secretIds: ['id-database key'],
    storageId: 'id-company bucket',
  });
  for (const name of ['main', 'backup', 'database key', 'acme/infra']) {
    expect(screen.getAllByText(new RegExp(name)).length).toBeGreaterThan(0);
  }
  await user.click(create);
  expect(created).toHaveBeenCalledWith(
    {
      connections: {
        integrations: ['main', 'backup as backup'],
        secrets: ['database key'],
        storage: 'company bucket',
      },
      workspace: 'acme/infra',
    },
    {},
  );
}, 60_000);

it('may stay empty, and then ask nothing', async () => {
  const user = userEvent.setup();
  const { api, asked, state } = createFakeApi();
  state.templates[0].conventions.allowedIntegrations = [];
  const created = await renderForm({
    api,
    steps: [step({ connections, workspace })],
  });
  // The template allows none.
  await waitFor(() =>
    expect(
      screen.queryByRole('button', { name: 'Attach integration' }),
    ).toBeNull(),
  );
  await press(user, 'Attach secret');
  await user.click(
    row('Secret 1').getByRole('button', { name: 'Detach secret 1' }),
  );
  await press(user, 'Review');
  await user.click(await screen.findByRole('button', { name: 'Create' }));
  expect(asked.checkTemplateConnections).toBeUndefined();
  expect(Object.values(created.mock.calls[0][0])).toEqual(
    expect.not.arrayContaining([expect.anything()]),
  );
});

it('fill in what a link brings, and say what is not there', async () => {
  const user = userEvent.setup();
  const { api } = createFakeApi();
  const created = await renderForm({
    api,
    steps: [step({ connections, workspace })],
    initialState: {
      connections: {
        integrations: ['main', { name: 'other', alias: 'b' }],
        secrets: ['gone'],
      },
      workspace: 'acme/twice',
    },
  });
  expect(
    row('Integration 2').getByRole('combobox', { name: 'Integration' }),
  ).toHaveValue('other');
  expect(row('Integration 2').getByLabelText('Alias')).toHaveValue('b');
  expect(
    await screen.findByText(/2 workspaces are called 'acme\/twice'/),
  ).toBeInTheDocument();
  const field = screen.getByRole('combobox', { name: 'Workspace' });
  await user.clear(field);
  await user.type(field, 'twice');
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
  const [, second] = screen.getAllByRole('option');
  expect(second).toHaveTextContent('https://git-2.example.com');
  await user.click(second);
  await press(user, 'Review');
  const said = /There is no secret called 'gone', or you may not see it/;
  expect((await screen.findAllByText(said)).length).toBeGreaterThan(0);
  await press(user, 'Detach secret 1');
  await press(user, 'Review');
  await user.click(await screen.findByRole('button', { name: 'Create' }));
  expect(created.mock.calls[0][0]).toEqual({
    connections: { integrations: ['main', 'other as b'] },
    // Its name would not tell which one.
    workspace: '00000000-0000-4000-8000-000000000002',
  });
}, 60_000);

it('go no further than the server lets them', async () => {
  const user = userEvent.setup();
  const { api, state } = createFakeApi();
  state.refuseConnections = ({ integrations = [], workspaceId }) => [
    ...(integrations.length > 1
      ? [{ code: 'integration_conflict', message: 'Both set the same' }]
      : []),
    ...(workspaceId?.endsWith('0')
      ? [{ code: 'workspace_unusable', message: 'It cannot be pushed to' }]
      : []),
  ];
  await renderForm({
    api,
    steps: [step({ connections, workspace })],
    initialState: {
      connections: { integrations: ['main', 'backup'] },
      workspace: 'acme/infra',
    },
  });
  await press(user, 'Review');
  for (const text of ['Both set the same', 'It cannot be pushed to']) {
    expect(
      (await screen.findAllByText(new RegExp(text))).length,
    ).toBeGreaterThan(0);
  }
  await press(user, 'Detach integration 1');
  // What was refused holds nothing back once it is another one.
  const field = screen.getByRole('combobox', { name: 'Workspace' });
  expect(field).toBeInvalid();
  await user.clear(field);
  expect(field).toBeValid();
  await user.keyboard('{Escape}');
  await press(user, 'Review');
  expect(
    await screen.findByRole('button', { name: 'Create' }),
  ).toBeInTheDocument();
}, 60_000);

it('lets secrets give values that are missing', async () => {
  const user = userEvent.setup();
  const { api, state } = createFakeApi();
  state.refuse = () => [
    { code: 'missing_value', variable: 'cidr', message: 'No range' },
  ];
  await renderForm({
    api,
    steps: [
      step({ connections }),
      step({
        variables: {
          title: 'Variables',
          type: 'object',
          'ui:field': 'InfrakitchenVariables',
          'ui:options': { template: 'network' },
        },
      }),
    ],
    initialState: { connections: { secrets: ['database key'] } },
  });
  await press(user, 'Next');
  await screen.findByRole('group', { name: 'Variable cidr' });
  await press(user, 'Review');
  expect(
    await screen.findByRole('button', { name: 'Create' }),
  ).toBeInTheDocument();
});
