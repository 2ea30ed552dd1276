import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createFakeApi } from '../__testUtils__/fakeApi';
import { renderForm } from '../__testUtils__/renderForm';

const parent = {
  title: 'Region',
  type: 'string',
  'ui:field': 'InfrakitchenParentPicker',
  'ui:options': { template: 'region' },
};

const variables = {
  title: 'Variables',
  type: 'object',
  'ui:field': 'InfrakitchenVariables',
  'ui:options': { template: 'network', parentFields: ['parent'] },
};

const step = (properties: object, required: string[] = []) => ({
  title: 'Step',
  schema: { type: 'object', properties, required } as any,
});

const variable = (name: string) =>
  within(screen.getByRole('group', { name: `Variable ${name}` }));

describe('pickers', () => {
  it('search on the server, offer what can be used, and load more', async () => {
    const user = userEvent.setup();
    const { api, asked } = createFakeApi();
    const created = await renderForm({
      api,
      steps: [
        step(
          {
            template: {
              title: 'Template',
              type: 'string',
              'ui:field': 'InfrakitchenTemplatePicker',
            },
            version: {
              title: 'Version',
              type: 'string',
              'ui:field': 'InfrakitchenVersionPicker',
            },
            parent,
            project: {
              title: 'Project',
              type: 'string',
              'ui:field': 'InfrakitchenProjectPicker',
            },
          },
          ['template', 'parent'],
        ),
      ],
    });

    await user.click(screen.getByRole('combobox', { name: /Template/ }));
    await user.click(await screen.findByRole('option', { name: /Network/ }));
    expect(asked.listTemplates[0]).toMatchObject({
      filter: ['enabled=true', 'abstract=false'],
    });

    await user.click(await screen.findByRole('button', { name: /Version/ }));
    // The newest active one comes before a newer preview.
    const offered = await screen.findAllByRole('option');
    expect(offered.map(option => option.textContent)).toEqual([
      expect.stringContaining('v1.0.0'),
      expect.stringContaining('v2.0.0'),
    ]);
    await user.click(offered[1]);

    const region = screen.getByRole('combobox', { name: /Region/ });
    await waitFor(() => expect(region).toBeEnabled());
    await user.click(region);
    // On the second page.
    expect(
      await screen.findByRole('option', { name: /us-2/ }),
    ).toBeInTheDocument();
    expect(asked.listResources.at(-1)).toMatchObject({ cursor: '2' });
    await user.type(region, 'us');
    await waitFor(() =>
      expect(asked.listResources).toContainEqual(
        expect.objectContaining({
          q: 'us',
          filter: ['templateId=id-region', 'state=provisioned'],
        }),
      ),
    );
    await user.click(await screen.findByRole('option', { name: /us-2/ }));

    await user.click(screen.getByRole('combobox', { name: /Project/ }));
    await user.click(await screen.findByRole('option', { name: /Shop/ }));
    expect(asked.listProjects[0]).toMatchObject({ filter: ['enabled=true'] });

    await user.click(screen.getByRole('button', { name: 'Review' }));
    await user.click(await screen.findByRole('button', { name: 'Create' }));
    expect(created).toHaveBeenCalledWith(
      {
        template: 'network',
        version: 'v2.0.0',
        parent: 'region/us-2',
        project: 'shop',
      },
      {},
    );
  });

  it('find a version that is not among the newest', async () => {
    const user = userEvent.setup();
    const { api, asked } = createFakeApi();
    await renderForm({
      api,
      steps: [
        step({
          version: {
            title: 'Version',
            type: 'string',
            'ui:field': 'InfrakitchenVersionPicker',
            'ui:options': { template: 'network' },
          },
        }),
      ],
    });
    const field = await screen.findByRole('button', { name: /Version/ });
    await waitFor(() => expect(field).toBeEnabled());
    await user.click(field);
    await user.type(
      await screen.findByRole('searchbox', { name: 'Search versions' }),
      'v0.1',
    );
    await user.click(await screen.findByRole('option', { name: 'v0.1.0' }));
    expect(asked.listVersions.at(-1)).toMatchObject({ q: 'v0.1' });
    expect(
      await screen.findByRole('button', { name: /v0\.1\.0/ }),
    ).toBeInTheDocument();
  });

  it('show what a link has filled in, and say what is not there', async () => {
    const { api } = createFakeApi();
    await renderForm({
      api,
      steps: [
        step({ parent, other: { ...parent, title: 'Other' } }, ['parent']),
      ],
      initialState: { parent: 'region/us', other: 'region/gone' },
    });
    expect(await screen.findByRole('combobox', { name: /Region/ })).toHaveValue(
      'us',
    );
    expect(
      await screen.findByText(
        "There is no Region called 'gone', or you may not see it",
      ),
    ).toBeInTheDocument();
  });
});

describe('variables', () => {
  const steps = [
    step({ parent, name: { title: 'Name', type: 'string' } }, ['parent']),
    step({ variables }, ['variables']),
  ];
  const filled = { parent: 'region/eu', name: 'core' };

  it('shows what is inherited, hands over own values alone, and secrets as secrets', async () => {
    const user = userEvent.setup();
    const { api, asked } = createFakeApi();
    const created = await renderForm({ api, steps, initialState: filled });
    await user.click(screen.getByRole('button', { name: 'Next' }));
    await screen.findByRole('group', { name: 'Variable region' });
    expect(variable('region').getByText('eu-north-1')).toBeInTheDocument();
    expect(
      screen.getByRole('group', { name: 'Variable region' }),
    ).toHaveTextContent('from eu');
    expect(asked.getVersionSchema).toEqual([
      { id: 'id-v1.0.0', parents: ['id-eu'], project: undefined },
    ]);
    expect(
      screen.getByText(/handed over as secrets of the task/),
    ).toBeInTheDocument();

    await user.type(variable('cidr').getByRole('textbox'), '10.0.0.0/16');
    await user.type(variable('password').getByLabelText('password'), 'hush');
    await user.click(screen.getByRole('button', { name: 'Review' }));
    const create = await screen.findByRole('button', { name: 'Create' });
    expect(document.body).not.toHaveTextContent('hush');
    await user.click(create);
    expect(created).toHaveBeenCalledWith(
      {
        ...filled,
        variables: {
          values: { cidr: '10.0.0.0/16' },
          sensitive: ['password'],
        },
      },
      { variables: '{"password":"hush"}' },
    );
    const proposal = asked.checkVersionValues.at(-1);
    expect(proposal).toEqual({
      id: 'id-v1.0.0',
      parentIds: ['id-eu'],
      name: 'core',
      tags: [],
      configs: [],
      values: { cidr: '10.0.0.0/16' },
    });
    expect(JSON.stringify(asked)).not.toContain('hush');
  });

  it('goes no further than the server lets it', async () => {
    const user = userEvent.setup();
    const { api, state } = createFakeApi();
    state.refuse = ({ values }) => [
      ...(values?.cidr === '10.1.0.0/16'
        ? []
        : [
            {
              code: 'pattern_mismatch',
              variable: 'cidr',
              message: 'The range is taken',
            },
          ]),
      { code: 'missing_value', variable: 'password', message: 'No password' },
    ];
    const created = await renderForm({ api, steps, initialState: filled });
    await user.click(screen.getByRole('button', { name: 'Next' }));
    await screen.findByRole('group', { name: 'Variable cidr' });
    const cidr = variable('cidr').getByRole('textbox');
    await user.type(cidr, '10.0.0.0/16');
    // Already while it is filled in.
    expect(
      await variable('cidr').findByText('The range is taken'),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Review' }));
    expect((await screen.findAllByText(/No password/)).length).toBeGreaterThan(
      0,
    );
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();

    await user.clear(cidr);
    await user.type(cidr, '10.1.0.0/16');
    await user.type(variable('password').getByLabelText('password'), 'hush');
    await user.click(screen.getByRole('button', { name: 'Review' }));
    await user.click(await screen.findByRole('button', { name: 'Create' }));
    expect(created).toHaveBeenCalledTimes(1);
  });

  it('asks again for secrets of a task that is started over', async () => {
    const user = userEvent.setup();
    const { api, state } = createFakeApi();
    state.refuse = () => [
      { code: 'missing_value', variable: 'password', message: 'No password' },
    ];
    await renderForm({
      api,
      steps: [step({ variables }, ['variables'])],
      initialState: {
        ...filled,
        variables: { values: { cidr: 'a', gone: 1 }, sensitive: ['password'] },
      },
    });
    expect(
      await screen.findByRole('group', { name: 'Variable cidr' }),
    ).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Review' }));
    expect((await screen.findAllByText(/No password/)).length).toBeGreaterThan(
      0,
    );
  });

  it('waits for a template, and says why nothing is there', async () => {
    const { api } = createFakeApi();
    const open = {
      ...variables,
      'ui:options': { parentFields: ['parent'] },
    };
    await renderForm({
      api,
      steps: [step({ variables: open })],
      initialState: {},
    });
    expect(
      await screen.findByText('No template is chosen yet'),
    ).toBeInTheDocument();
    expect(screen.getByText(/Choose the parents first/)).toBeInTheDocument();
  });
});

it('fills in the name that the convention asks for, until somebody types one', async () => {
  const user = userEvent.setup();
  const { api, state } = createFakeApi();
  state.schema = {
    ...state.schema,
    naming: { pattern: 'net-{cidr}', fixed: [] },
  };
  const created = await renderForm({
    api,
    steps: [
      step(
        {
          variables,
          name: {
            title: 'Name',
            type: 'string',
            'ui:field': 'InfrakitchenName',
            'ui:options': { template: 'network' },
          },
        },
        ['variables', 'name'],
      ),
    ],
    initialState: { parent: 'region/eu' },
  });
  await screen.findByRole('group', { name: 'Variable cidr' });
  await user.type(variable('cidr').getByRole('textbox'), 'ab');
  const name = screen.getByRole('textbox', { name: /^Name/ });
  await waitFor(() => expect(name).toHaveValue('net-ab'));
  await user.clear(name);
  await user.type(name, 'own');
  await user.type(variable('cidr').getByRole('textbox'), 'c');
  expect(name).toHaveValue('own');
  await user.click(screen.getByRole('button', { name: 'Use net-abc' }));
  await user.click(screen.getByRole('button', { name: 'Review' }));
  await user.click(await screen.findByRole('button', { name: 'Create' }));
  expect(created.mock.calls[0][0]).toMatchObject({ name: 'net-abc' });
});
