import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { EffectiveValues } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  actionsWith,
  aResource,
  aRun,
  aVersion,
  noImpact,
  renderPage,
  reviewOf,
  versionSchema,
} from '../../../__testUtils__';
import { ResourcesRouter } from '../ResourcesRouter';

const effective: EffectiveValues = {
  variables: versionSchema.variables,
  tags: [],
  configs: [],
  errors: [],
};

const provisioned = aResource({
  state: 'provisioned',
  status: 'done',
  provisionedAt: '2026-11-01T10:00:00Z',
  values: { cidr: '10.0.0.0/16', factor: 1.5 },
  outputs: [
    { name: 'network_id', sensitive: false, value: 'net-1' },
    { name: 'token', sensitive: true },
  ],
});

function fakeApi(over: Partial<InfrakitchenApi> = {}) {
  return {
    getResource: jest.fn(async () => provisioned),
    listResourceActions: jest.fn(async () =>
      actionsWith({ destroy: "It has the living child 'eu-cluster'" }),
    ),
    getEffectiveValues: jest.fn(async () => effective),
    listResources: jest.fn(async () => ({ items: [], totalItems: 0 })),
    getResourceChange: jest.fn(async () => undefined),
    listVersions: jest.fn(async () => ({ items: [aVersion()] })),
    getVersionSchema: jest.fn(async () => versionSchema),
    previewResourceImpact: jest.fn(async () => noImpact),
    updateResource: jest.fn(async () => provisioned),
    actOnResource: jest.fn(async () => ({ run: { id: 'run-1' } })),
    getRun: jest.fn(async () => aRun({ kind: 'dry_run' })),
    getRunLog: jest.fn(async (_id, { after = 0 } = {}) => ({
      lines:
        after === 0
          ? [
              {
                seq: 1,
                at: '2026-11-01T10:00:00Z',
                phase: 'plan',
                level: 'info',
                message: 'Plan: 1 to add',
              } as const,
            ]
          : [],
      nextAfter: 1,
      ended: true,
    })),
    getSubscription: jest.fn(async () => ({ follows: 'nothing' as const })),
    previewApprovers: jest.fn(async () => []),
    listStorageMoves: jest.fn(async () => ({ items: [] })),
    getResourceState: jest.fn(async () => ({ objectCount: 0, versions: [] })),
    getStateSummary: jest.fn(async () => ({
      ...{ objectCount: 0, holdingData: 0, types: [], moreTypes: 0 },
    })),
    listStateObjects: jest.fn(
      async (): ReturnType<InfrakitchenApi['listStateObjects']> => ({
        items: [],
      }),
    ),
    ...over,
  } satisfies Partial<InfrakitchenApi>;
}

describe('ResourcePage', () => {
  beforeEach(() => sessionStorage.clear());

  it('leads nobody into a form that would be refused', async () => {
    const message = "This needs the role 'write' on 'eu-net'";
    const api = fakeApi({
      listResourceActions: async () =>
        actionsWith({ update: message }).map(action => ({
          ...action,
          reasons: action.reasons.map(reason => ({
            ...reason,
            code: 'role_missing',
          })),
        })),
    });
    renderPage('resources', <ResourcesRouter />, {
      path: '/resource-1/change?edit=1',
      api,
    });
    const edit = await screen.findByRole('button', { name: 'Edit' });
    expect(edit).toHaveAttribute('aria-disabled', 'true');
    expect(edit).toHaveAccessibleDescription(`Not possible: ${message}.`);
    expect(await screen.findByText('No pending change')).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Edit values' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Save and apply' }),
    ).not.toBeInTheDocument();
  });

  it('shows state, values and outputs, and why an action is impossible', async () => {
    const user = userEvent.setup();
    const api = fakeApi();
    renderPage('resources', <ResourcesRouter />, { path: '/resource-1', api });

    expect(
      await screen.findByRole('heading', { name: 'eu-net' }),
    ).toBeInTheDocument();
    const destroy = await screen.findByRole('button', { name: 'Destroy' });
    expect(destroy).toHaveAttribute('aria-disabled', 'true');
    expect(destroy).toHaveAccessibleDescription(
      "Not possible: It has the living child 'eu-cluster'.",
    );
    await user.click(destroy);
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();

    const outputs = within(screen.getByRole('region', { name: 'Outputs' }));
    expect(outputs.getByText('net-1')).toBeInTheDocument();
    expect(
      outputs.getByRole('button', { name: 'Copy output network_id' }),
    ).toBeInTheDocument();
    expect(outputs.getByText('sensitive, not shown')).toBeInTheDocument();
    const values = within(
      await screen.findByRole('region', { name: 'Values of the resource' }),
    );
    expect(
      values.getByRole('link', { name: 'eu' }).parentElement,
    ).toHaveTextContent('from Region eu (config region)');
    expect(document.title).toMatch(/^eu-net/);

    // A run that was started is shown with its log.
    await user.click(screen.getByRole('button', { name: 'Dry run' }));
    expect(api.actOnResource).toHaveBeenCalledWith('resource-1', 'dry-run', {
      revision: 7,
      reason: undefined,
    });
    expect(
      await screen.findByRole('heading', { name: 'Dry run of eu-net' }),
    ).toBeInTheDocument();
    expect(await screen.findByText('Plan: 1 to add')).toBeInTheDocument();
  }, 20_000);

  it('offers for an abstract resource only what it ever can do', async () => {
    const api = fakeApi({
      getResource: async () => aResource({ abstract: true }),
      listResourceActions: async () => actionsWith({}),
    });
    renderPage('resources', <ResourcesRouter />, { path: '/resource-1', api });
    const actions = within(
      await screen.findByRole('group', { name: 'Actions' }),
    );
    expect(
      await actions.findByRole('button', { name: 'Delete' }),
    ).toBeInTheDocument();
    expect(actions.getAllByRole('button')).toHaveLength(1);
    expect(screen.queryByRole('tab', { name: 'Runs' })).not.toBeInTheDocument();
  });

  it('offers no tabs of a resource that is not there', async () => {
    const api = fakeApi({
      getResource: async () => {
        throw Object.assign(new Error('There is no resource with this id'), {
          statusCode: 404,
        });
      },
    });
    renderPage('resources', <ResourcesRouter />, { path: '/resource-1', api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The resource was not found',
    );
    expect(screen.queryByRole('tab')).not.toBeInTheDocument();
  });

  it('points to the active run from everywhere but its own page', async () => {
    const user = userEvent.setup();
    const api = fakeApi({
      getResource: async () => ({
        ...provisioned,
        status: 'in_progress',
        activeRun: { id: 'run-1', kind: 'dry_run', state: 'planning' },
      }),
    });
    renderPage('resources', <ResourcesRouter />, { path: '/resource-1', api });
    await user.click(
      await screen.findByRole('link', { name: 'Follow the run' }),
    );
    expect(
      await screen.findByRole('heading', { name: 'Dry run of eu-net' }),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'Follow the run' }),
    ).not.toBeInTheDocument();
  }, 20_000);

  it('asks for the name before it destroys', async () => {
    const user = userEvent.setup();
    const api = fakeApi({ listResourceActions: async () => actionsWith({}) });
    renderPage('resources', <ResourcesRouter />, { path: '/resource-1', api });
    await user.click(await screen.findByRole('button', { name: 'Destroy' }));
    const dialog = within(
      await screen.findByRole('dialog', { name: 'Destroy eu-net' }),
    );
    expect(dialog.getByRole('button', { name: 'Destroy' })).toBeDisabled();
    await user.type(dialog.getByLabelText('Type eu-net to confirm'), 'eu-net');
    await user.click(dialog.getByRole('button', { name: 'Destroy' }));
    await waitFor(() =>
      expect(api.actOnResource).toHaveBeenCalledWith('resource-1', 'destroy', {
        revision: 7,
        reason: undefined,
      }),
    );
  }, 20_000);

  it('saves only what was edited, and says when somebody else was faster', async () => {
    const user = userEvent.setup();
    let revision = 7;
    const api = fakeApi({
      getResource: jest.fn(async () => ({ ...provisioned, revision })),
      updateResource: jest.fn(async () => {
        revision = 8;
        throw Object.assign(new Error("'eu-net' was changed by someone else"), {
          statusCode: 409,
          code: 'stale_revision',
        });
      }),
    });
    renderPage('resources', <ResourcesRouter />, {
      path: '/resource-1/change?edit=1',
      api,
    });
    const cidr = await screen.findByRole('textbox', { name: /^cidr/ });
    expect(cidr).toHaveValue('10.0.0.0/16');
    await user.clear(cidr);
    await user.type(cidr, '10.1.0.0/16');
    const { dialog, confirm } = await reviewOf(user, 'Save as change');
    await dialog.findByText('Nothing below changes');
    await confirm();

    // `region` stays inherited and is not sent; 1.5 stays a number.
    expect(api.updateResource).toHaveBeenCalledWith(
      'resource-1',
      { values: { cidr: '10.1.0.0/16', factor: 1.5 } },
      { revision: 7 },
    );
    expect(
      await screen.findByText('Changed by someone else meanwhile'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Reload' }));
    await waitFor(() =>
      expect(screen.getByRole('textbox', { name: /^cidr/ })).toHaveValue(
        '10.0.0.0/16',
      ),
    );
    // What was typed is not lost, but would take back what the others did.
    await user.click(
      await screen.findByRole('button', { name: 'Use the draft' }),
    );
    expect(screen.getByRole('textbox', { name: /^cidr/ })).toHaveValue(
      '10.1.0.0/16',
    );
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(sessionStorage).toHaveLength(0);
  }, 20_000);

  it('keeps an unfinished edit over a reload, without its secrets', async () => {
    const user = userEvent.setup();
    const api = fakeApi({
      getVersionSchema: jest.fn(async () => ({
        ...versionSchema,
        schema: {
          ...versionSchema.schema,
          properties: {
            ...(versionSchema.schema.properties as object),
            token: { type: 'string' },
            zones: { type: 'array', items: { type: 'string' } },
          },
        },
        variables: [
          ...versionSchema.variables,
          { name: 'token', type: 'string', sensitive: true, isSet: false },
          {
            name: 'zones',
            type: 'list(string)',
            sensitive: false,
            isSet: true,
            value: ['a', 'b'],
            provenance: { source: 'module_default' as const },
          },
        ],
      })),
      updateResource: jest.fn(async () => {
        throw Object.assign(
          new Error("The variable 'cidr' overlaps with 'us-net'."),
          {
            statusCode: 400,
            code: 'not_unique',
            culprits: [{ kind: 'variable', name: 'cidr' }],
          },
        );
      }),
    });
    const page = () =>
      renderPage('resources', <ResourcesRouter />, {
        path: '/resource-1/change?edit=1',
        api,
      });
    const first = page();
    const cidr = () => screen.getByRole('textbox', { name: /^cidr/ });
    await user.type(await screen.findByLabelText('token'), 'hunter2');
    await user.clear(cidr());
    await user.type(cidr(), '10.2.0.0/16');
    await user.click(
      screen.getByRole('switch', { name: 'Set own value for zones' }),
    );
    await user.click(screen.getByRole('button', { name: 'Add tag' }));
    await user.type(screen.getByLabelText('Tag name'), 'team');
    expect(JSON.stringify({ ...sessionStorage })).not.toContain('hunter2');
    first.unmount();

    page();
    expect(
      await screen.findByText(/^Draft of .* restored$/),
    ).toBeInTheDocument();
    expect(screen.getByText(/type them again: token/)).toBeInTheDocument();
    expect(cidr()).toHaveValue('10.2.0.0/16');
    expect(screen.getByLabelText('token')).toHaveValue('');
    expect(screen.getByLabelText('Tag name')).toHaveValue('team');

    // The review tells what held before, where that was no own value.
    await user.click(
      screen.getByRole('button', { name: 'Remove zones entry 1' }),
    );
    const { dialog, confirm } = await reviewOf(user, 'Save as change');
    const zones = within(await dialog.findByRole('row', { name: /zones/ }));
    expect(zones.getAllByRole('gridcell')[0]).toHaveTextContent(
      'not set here; used is ["a","b"] · default of the module',
    );
    expect(zones.getAllByRole('gridcell')[1]).toHaveTextContent('["b"]');
    await dialog.findByText('Nothing below changes');
    await confirm();

    const row = within(
      await screen.findByRole('group', { name: 'Variable cidr' }),
    );
    expect(row.getByRole('alert')).toHaveTextContent('overlaps with');
    await user.type(cidr(), '0');
    expect(row.queryByRole('alert')).not.toBeInTheDocument();
  }, 30_000);

  it('shows the objects of the state page by page, and finds some by address', async () => {
    const listStateObjects = jest.fn(
      async (
        _id: string,
        { q, cursor }: { q?: string; cursor?: string } = {},
      ) => ({
        items: [
          { address: q ?? (cursor ? 'net.second' : 'net.first'), type: 'net' },
        ],
        nextCursor: cursor || q ? undefined : 'more',
      }),
    );
    const api = fakeApi();
    renderPage('resources', <ResourcesRouter />, {
      api: {
        ...api,
        listStateObjects,
        getResourceState: jest.fn(async () => ({
          objectCount: 2,
          versions: [],
        })),
      },
      path: '/resource-1/state',
    });
    expect(await screen.findByText('net.first')).toBeInTheDocument();
    expect(screen.getByText('Objects (2)')).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Next page' }));
    expect(await screen.findByText('net.second')).toBeInTheDocument();
    await userEvent.type(
      screen.getByRole('searchbox', { name: 'Search objects by address' }),
      'x',
    );
    await waitFor(() =>
      expect(listStateObjects).toHaveBeenLastCalledWith(
        provisioned.id,
        { q: 'x', cursor: undefined },
        expect.anything(),
      ),
    );
  });
});
