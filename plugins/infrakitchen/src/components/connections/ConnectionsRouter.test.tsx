import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  Connection,
  ConnectionProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { renderPage } from '../../__testUtils__';
import { ConnectionsRouter } from './ConnectionsRouter';

const at = '2026-01-02T03:04:05.000Z';

const provider: ConnectionProvider = {
  kind: 'integration',
  key: 'cloud',
  title: 'A cloud',
  integrationProviders: [],
  schema: {
    type: 'object',
    properties: {
      region: { type: 'string', title: 'Region', maxLength: 20 },
      key: { type: 'string', title: 'Key', maxLength: 40, writeOnly: true },
      more: {
        type: 'object',
        title: 'More',
        maxProperties: 3,
        additionalProperties: { type: 'string', maxLength: 9, writeOnly: true },
      },
    },
    required: ['region', 'key'],
    additionalProperties: false,
  },
};

function aConnection(over: Partial<Connection> = {}): Connection {
  return {
    id: 'connection-1',
    kind: 'integration',
    provider: 'cloud',
    name: 'Production',
    labels: [],
    enabled: true,
    config: { region: 'eu', key: '********', more: { a: '********' } },
    version: 1,
    rotatedAt: at,
    role: 'admin',
    revision: 4,
    createdBy: 'user:default/guest',
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}

function fakeApi(over: Partial<InfrakitchenApi> = {}) {
  return {
    getAccess: jest.fn(async () => ({
      userRef: 'user:default/guest',
      canCreateProjects: true,
      canReadAudit: false,
      canCreateConnections: ['integration' as const],
      canManageEncryption: true,
    })),
    listConnections: jest.fn(async () => ({
      items: [aConnection()],
      totalItems: 1,
    })),
    listConnectionProviders: jest.fn(async () => [provider]),
    listPortalGitHosts: jest.fn(async () => [
      { type: 'github', host: 'github.com', signsIn: true },
      { type: 'gitlab', host: 'gitlab.com', signsIn: false },
    ]),
    getConnection: jest.fn(async () => aConnection()),
    createConnection: jest.fn(async () => aConnection()),
    updateConnection: jest.fn(async () => aConnection()),
    rotateConnection: jest.fn(async () => aConnection()),
    actOnConnection: jest.fn(async () => aConnection({ enabled: false })),
    deleteConnection: jest.fn(async () => undefined),
    testConnection: jest.fn(async () => ({
      ok: false,
      identity: 'robot',
      checks: [
        { name: 'Identity', ok: true, message: 'known' },
        { name: 'Rights', ok: false, message: 'may not list' },
      ],
    })),
    getConnectionUsage: jest.fn(async () => ({
      items: [{ kind: 'resource' as const, id: 'r-1', name: 'eu-net' }],
      totalItems: 1,
      connections: [{ kind: 'secret' as const, id: 's-1', name: 'Passwords' }],
    })),
    getEncryption: jest.fn(async () => ({
      keys: ['new', 'old'],
      columns: [{ name: 'runs.inputs', rows: 0, done: false }],
      done: false,
    })),
    rewrapEncryption: jest
      .fn()
      .mockResolvedValueOnce({
        keys: ['new', 'old'],
        columns: [{ name: 'runs.inputs', rows: 100, done: false }],
        done: false,
      })
      .mockResolvedValue({
        keys: ['new', 'old'],
        columns: [{ name: 'runs.inputs', rows: 101, done: true }],
        done: true,
      }),
    ...over,
  } satisfies Partial<InfrakitchenApi>;
}

const render = (path: string, api: Partial<InfrakitchenApi>) =>
  renderPage('integrations', <ConnectionsRouter />, { path, api });

describe('ConnectionsRouter', () => {
  it('shows the git hosts of the portal beside integrations, to be read alone', async () => {
    render('/integration', fakeApi());
    const table = await screen.findByRole('region', {
      name: 'Git hosts of the portal',
    });
    await within(table).findByText('github.com');
    const [, github, gitlab] = within(table).getAllByRole('row');
    expect(within(github).getByText('github.com')).toBeInTheDocument();
    expect(within(github).getByText('configured')).toBeInTheDocument();
    expect(within(gitlab).getByText('none')).toBeInTheDocument();
    expect(within(table).queryByRole('link')).not.toBeInTheDocument();
    expect(within(table).queryByRole('button')).not.toBeInTheDocument();
  }, 20_000);

  it('leaves them out where the portal has none, and with secrets', async () => {
    const api = fakeApi({ listPortalGitHosts: jest.fn(async () => []) });
    render('/secret', api);
    await screen.findByRole('region', { name: 'Secrets' });
    expect(api.listPortalGitHosts).not.toHaveBeenCalled();
  }, 20_000);

  it('creates one by the form that the schema makes', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    render('/integration/new', api);
    const create = await screen.findByRole('button', {
      name: 'Create integration',
    });
    await user.click(create);
    expect(screen.getByRole('alert')).toHaveTextContent('Give it a name.');
    await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'Prod');
    await user.type(screen.getByRole('textbox', { name: /^Region/ }), 'eu');
    expect(screen.getByRole('alert')).toHaveTextContent('Fill in Key.');
    await user.type(screen.getByLabelText(/^Key/), 'secret-key');
    await user.click(screen.getByRole('button', { name: 'Add' }));
    const row = within(screen.getByRole('group', { name: 'More 1' }));
    await user.type(row.getByRole('textbox', { name: 'Name' }), 'b');
    await user.type(row.getByLabelText('Value'), 'two');
    await user.click(create);
    await waitFor(() =>
      expect(api.createConnection).toHaveBeenCalledWith('integration', {
        provider: 'cloud',
        name: 'Prod',
        description: undefined,
        labels: [],
        config: { region: 'eu', key: 'secret-key', more: { b: 'two' } },
        integrationId: undefined,
        reminderDays: undefined,
      }),
    );
  }, 30_000);

  it('keeps an unfinished one over a reload, without its secrets', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    const first = render('/integration/new', api);
    await user.type(
      await screen.findByRole('textbox', { name: /^Name/ }),
      'Prod',
    );
    await user.type(
      screen.getByRole('textbox', { name: /^Region/ }),
      'https://m:hunter0@eu',
    );
    await user.type(screen.getByLabelText(/^Key/), 'hunter1');
    await user.click(screen.getByRole('button', { name: 'Add' }));
    let row = within(screen.getByRole('group', { name: 'More 1' }));
    await user.type(row.getByRole('textbox', { name: 'Name' }), 'b');
    await user.type(row.getByLabelText('Value'), 'hunter2');
    expect(JSON.stringify({ ...sessionStorage })).toMatch(/Prod/);
    expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/hunter/);
    first.unmount();

    render('/integration/new', api);
    await screen.findByText(/^Draft of .* restored$/);
    expect(screen.getByText(/again: Region, Key, b\.$/)).toBeVisible();
    expect(screen.getByRole('textbox', { name: /^Region/ })).toHaveValue(
      'https://eu',
    );
    expect(screen.getByLabelText(/^Key/)).toHaveValue('');
    row = within(screen.getByRole('group', { name: 'More 1' }));
    expect(row.getByRole('textbox', { name: 'Name' })).toHaveValue('b');
    expect(row.getByLabelText('Value')).toHaveValue('');
    // What was not typed again is not stored empty.
    const create = screen.getByRole('button', { name: 'Create integration' });
    await user.type(screen.getByLabelText(/^Key/), 'hunter1');
    await user.click(create);
    expect(screen.getByRole('alert')).toHaveTextContent('Fill in b.');
    await user.type(row.getByLabelText('Value'), 'hunter2');
    await user.click(create);
    await waitFor(() =>
      expect(api.createConnection).toHaveBeenCalledWith(
        'integration',
        expect.objectContaining({
          config: {
            region: 'https://eu',
            key: 'hunter1',
            more: { b: 'hunter2' },
          },
        }),
      ),
    );
    await waitFor(() => expect(sessionStorage).toHaveLength(0));
  }, 30_000);

  it('keeps what was edited, removed and left as it is stored', async () => {
    const user = userEvent.setup();
    const optional = {
      ...provider,
      schema: { ...provider.schema, required: ['region'] },
    };
    const api = fakeApi({ listConnectionProviders: async () => [optional] });
    const path = '/integration/connection-1/settings';
    const first = render(path, api);
    const editOf = async () =>
      within(await screen.findByRole('region', { name: 'Edit' }));
    let edit = await editOf();
    await user.type(edit.getByRole('textbox', { name: /^Region/ }), '-1');
    await user.click(edit.getByRole('button', { name: 'Remove Key' }));
    await user.type(edit.getByLabelText('Value'), 'hunter2');
    expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/hunter/);
    first.unmount();

    render(path, api);
    await screen.findByText(/^Draft of .* restored$/);
    expect(screen.getByText(/again: a\.$/)).toBeVisible();
    edit = await editOf();
    expect(edit.getByText('The stored value is removed.')).toBeInTheDocument();
    await user.click(edit.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(api.updateConnection).toHaveBeenCalledWith(
        'integration',
        'connection-1',
        expect.objectContaining({
          config: { region: 'eu-1', key: null, more: { a: '********' } },
        }),
        { revision: 4 },
      ),
    );
  }, 30_000);

  describe('with several ways to sign in', () => {
    const ways = {
      ...provider,
      schema: {
        type: 'object',
        properties: {
          way: {
            type: 'string',
            title: 'Signs in with',
            enum: ['token', 'app'],
            oneOf: [
              { const: 'token', title: 'A token' },
              { const: 'app', title: 'An App' },
            ],
          },
          token: {
            ...{ type: 'string', title: 'Token', maxLength: 40 },
            writeOnly: true,
            visibleWhen: { way: ['token'] },
            requiredWhen: { way: ['token'] },
          },
          appId: {
            ...{ type: 'string', title: 'App ID', maxLength: 40 },
            visibleWhen: { way: ['app'] },
            requiredWhen: { way: ['app'] },
          },
        },
        required: ['way'],
        additionalProperties: false,
      },
    };
    const choose = async (option: string, from: string) => {
      await userEvent.click(
        screen.getByRole('button', {
          name: new RegExp(`${from}.*Signs in with`),
        }),
      );
      await userEvent.click(
        await screen.findByRole('option', { name: option }),
      );
    };

    it('asks for the fields of the chosen one, and sends no others', async () => {
      const api = fakeApi({ listConnectionProviders: async () => [ways] });
      render('/integration/new', api);
      const token = await screen.findByLabelText(/^Token/);
      expect(screen.queryByRole('textbox', { name: /^App ID/ })).toBeNull();
      await userEvent.type(token, 'typed');
      await choose('An App', 'A token');
      expect(screen.queryByLabelText(/^Token/)).toBeNull();
      await userEvent.type(screen.getByRole('textbox', { name: /^Name/ }), 'P');
      await userEvent.click(
        screen.getByRole('button', { name: 'Create integration' }),
      );
      expect(screen.getByRole('alert')).toHaveTextContent('Fill in App ID.');
      await userEvent.type(
        screen.getByRole('textbox', { name: /^App ID/ }),
        '7',
      );
      await userEvent.click(
        screen.getByRole('button', { name: 'Create integration' }),
      );
      await waitFor(() =>
        expect(api.createConnection).toHaveBeenCalledWith(
          'integration',
          expect.objectContaining({ config: { way: 'app', appId: '7' } }),
        ),
      );
    }, 30_000);

    it('says what another choice removes, and rotates what is in use', async () => {
      const api = fakeApi({
        listConnectionProviders: async () => [ways],
        getConnection: async () =>
          aConnection({ config: { way: 'token', token: '********' } }),
      });
      render('/integration/connection-1/settings', api);
      const rotation = await screen.findByRole('region', { name: 'Rotate' });
      expect(within(rotation).getByLabelText(/^Token/)).toBeInTheDocument();
      expect(within(rotation).queryByLabelText(/^App ID/)).toBeNull();
      await choose('An App', 'A token');
      expect(
        screen.getByText('Saving removes what is no longer used: Token.'),
      ).toBeInTheDocument();
      await userEvent.type(
        screen.getByRole('textbox', { name: /^App ID/ }),
        '7',
      );
      await userEvent.click(screen.getByRole('button', { name: 'Save' }));
      await waitFor(() =>
        expect(api.updateConnection).toHaveBeenCalledWith(
          'integration',
          'connection-1',
          expect.objectContaining({ config: { way: 'app', appId: '7' } }),
          { revision: 4 },
        ),
      );
    }, 30_000);
  });

  it('shows what the test found and what uses it', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    render('/integration', api);
    await user.click(await screen.findByRole('link', { name: 'Production' }));
    await user.click(await screen.findByRole('button', { name: 'Test' }));
    const checks = await screen.findByRole('list', { name: 'Checks' });
    expect(checks).toHaveTextContent('Identity: known');
    expect(checks).toHaveTextContent('Rights: failed: may not list');
    expect(screen.getByText('does not work')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'eu-net' })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Passwords' })).toBeInTheDocument();
  }, 30_000);

  it('keeps what nobody typed anew, and rotates what somebody did', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    render('/integration/connection-1/settings', api);
    const rotate = await screen.findByRole('button', { name: 'Rotate' });
    expect(rotate).toBeDisabled();
    const section = within(screen.getByRole('region', { name: 'Rotate' }));
    await user.type(section.getByLabelText(/^Key/), 'new-key');
    await user.click(rotate);
    await waitFor(() =>
      expect(api.rotateConnection).toHaveBeenCalledWith(
        'integration',
        'connection-1',
        { key: 'new-key', more: { a: '********' } },
        { revision: 4 },
      ),
    );
    const edit = within(screen.getByRole('region', { name: 'Edit' }));
    const region = edit.getByRole('textbox', { name: /^Region/ });
    await user.clear(region);
    await user.type(region, 'us');
    await user.click(edit.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(api.updateConnection).toHaveBeenCalledWith(
        'integration',
        'connection-1',
        expect.objectContaining({
          config: { region: 'us', key: '********', more: { a: '********' } },
        }),
        { revision: 4 },
      ),
    );
  }, 30_000);

  it('disables and deletes only after a question', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    render('/integration/connection-1/settings', api);
    await user.click(await screen.findByRole('button', { name: 'Disable' }));
    expect(api.actOnConnection).not.toHaveBeenCalled();
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: 'Disable' }));
    await waitFor(() =>
      expect(api.actOnConnection).toHaveBeenCalledWith(
        'integration',
        'connection-1',
        'disable',
      ),
    );
    expect(api.deleteConnection).not.toHaveBeenCalled();
  }, 30_000);

  it('offers nothing to change to whoever may only see it', async () => {
    const api = fakeApi({
      getConnection: async () => aConnection({ role: 'read' }),
    });
    render('/integration/connection-1', api);
    expect(await screen.findByText('Configuration')).toBeInTheDocument();
    expect(await screen.findByText('A cloud')).toBeInTheDocument();
    expect(screen.getByText('Region')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Test' })).toBeNull();
    expect(screen.queryByRole('tab', { name: 'Settings' })).toBeNull();
  }, 30_000);

  it('encrypts everything anew, step by step', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    render('/encryption', api);
    await user.click(
      await screen.findByRole('button', {
        name: 'Encrypt with the newest key',
      }),
    );
    expect(await screen.findByText('101 rows')).toBeInTheDocument();
    expect(api.rewrapEncryption).toHaveBeenCalledTimes(2);
  }, 30_000);
});
