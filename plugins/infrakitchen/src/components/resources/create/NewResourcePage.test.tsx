import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  ListOptions,
  ResourceInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  actionsWith,
  aProject,
  aResource,
  aRun,
  aTemplate,
  aVersion,
  renderPage,
  versionSchema,
} from '../../../__testUtils__';
import { ResourcesRouter } from '../ResourcesRouter';

const region = aTemplate({
  id: 'template-region',
  name: 'Region',
  key: 'region',
  abstract: true,
});
const network = aTemplate({ parentIds: [region.id] });
const eu = aResource({
  id: 'region-1',
  name: 'eu',
  templateId: region.id,
  abstract: true,
  state: 'provisioned',
  status: 'done',
});

describe('NewResourcePage', () => {
  beforeEach(() => sessionStorage.clear());

  it('leads from the template to a provisioned resource', async () => {
    const user = userEvent.setup();
    const created: ResourceInput[] = [];
    const api = {
      listTemplates: async () => ({ items: [network, region], totalItems: 2 }),
      listVersions: async () => ({ items: [aVersion()] }),
      getVersionSchema: jest.fn(async () => versionSchema),
      listResources: jest.fn(async (_list?: ListOptions) => ({
        items: [eu],
        totalItems: 1,
      })),
      createResource: jest
        .fn()
        .mockRejectedValueOnce(
          Object.assign(new Error("There is an 'eu-net' already"), {
            statusCode: 409,
            code: 'not_unique',
          }),
        )
        .mockImplementation(async (input: ResourceInput) => {
          created.push(input);
          return aResource();
        }),
      actOnResource: jest.fn(async () => ({ run: { id: 'run-1' } })),
      getResource: async () => aResource(),
      listResourceActions: async () => actionsWith({}),
      getRun: async () => aRun(),
      getRunLog: async () => ({ lines: [], nextAfter: 0, ended: true }),
    } satisfies Partial<InfrakitchenApi>;
    renderPage('resources', <ResourcesRouter />, { path: '/new', api });

    const next = () => user.click(screen.getByRole('button', { name: 'Next' }));
    await user.click(await screen.findByRole('radio', { name: /^Network/ }));
    await next();

    // Nothing leads on without a parent.
    await next();
    expect(screen.getByRole('alert')).toHaveTextContent('Choose one parent');
    await user.click(screen.getByRole('button', { name: /Region/ }));
    await user.click(await screen.findByRole('option', { name: /^eu/ }));
    expect(api.listResources.mock.calls[0][0]?.filter).toContain(
      'templateId=template-region',
    );
    await next();

    expect(
      await screen.findByRole('button', { name: /Version/ }),
    ).toHaveTextContent('v1.0.0');
    await next();

    await user.click(screen.getByRole('button', { name: 'Attach secret' }));
    await user.click(screen.getByRole('button', { name: 'Detach secret 1' }));
    await next();

    await user.type(
      await screen.findByRole('textbox', { name: /^Resource name/ }),
      'eu-net',
    );
    await next();
    expect(screen.getAllByRole('alert')[0]).toHaveTextContent(
      'A value is needed.',
    );
    await user.type(
      screen.getByRole('textbox', { name: /^cidr/ }),
      '10.0.0.0/16',
    );
    await user.type(screen.getByRole('textbox', { name: /^factor/ }), '1.5');
    expect(api.getVersionSchema).toHaveBeenLastCalledWith(
      'version-1',
      ['region-1'],
      expect.anything(),
    );
    await next();

    await user.click(screen.getByRole('button', { name: 'Add tag' }));
    const tag = within(screen.getByRole('group', { name: 'Tag 1' }));
    await user.type(tag.getByLabelText('Tag name'), 'team');
    await user.type(tag.getByLabelText('Tag value'), 'shop');
    await next();

    expect(screen.getByText('team = shop')).toBeInTheDocument();
    const button = () =>
      screen.getByRole('button', { name: 'Create and provision' });
    await user.click(button());
    expect(
      await screen.findByText("There is an 'eu-net' already"),
    ).toBeInTheDocument();
    await user.click(button());

    await waitFor(() => expect(created).toHaveLength(1));
    expect(created[0]).toMatchObject({
      templateId: 'template-network',
      versionId: 'version-1',
      name: 'eu-net',
      parentIds: ['region-1'],
      tags: [{ name: 'team', value: 'shop', inheritedByChildren: true }],
    });
    // `region` is inherited and was not touched.
    expect(created[0].values).toEqual({ cidr: '10.0.0.0/16', factor: 1.5 });
    const [first, second] = api.createResource.mock.calls;
    expect(first[1].idempotencyKey).toBe(second[1].idempotencyKey);
    expect(
      await screen.findByRole('heading', { name: 'Provision of eu-net' }),
    ).toBeInTheDocument();
  }, 30_000);

  it('goes on at the same step after a reload, until the draft is discarded', async () => {
    const user = userEvent.setup();
    const api = {
      listTemplates: async () => ({ items: [network, region], totalItems: 2 }),
      listVersions: async () => ({ items: [aVersion()] }),
      getVersionSchema: async () => versionSchema,
      listResources: async () => ({ items: [eu], totalItems: 1 }),
      getResource: async () => eu,
    } satisfies Partial<InfrakitchenApi>;
    const path = '/new?template=template-network&parent=region-1';
    const open = (step: string) =>
      renderPage('resources', <ResourcesRouter />, {
        path: `${path}&step=${step}`,
        api,
      });
    const first = open('values');
    const factor = () => screen.findByRole('textbox', { name: 'factor' });
    await user.type(await factor(), '1.5');
    await user.type(
      screen.getByRole('textbox', { name: /^Resource name/ }),
      'eu-net',
    );
    first.unmount();

    // The values are not complete, so what comes after them is not shown yet.
    open('review');
    expect(
      await screen.findByText(/^Draft of .* restored$/),
    ).toBeInTheDocument();
    expect(await factor()).toHaveValue('1.5');
    expect(screen.getByRole('textbox', { name: /^Resource name/ })).toHaveValue(
      'eu-net',
    );
    await user.click(screen.getByRole('button', { name: 'Discard draft' }));
    expect(await factor()).toHaveValue('');
    expect(sessionStorage).toHaveLength(0);
  }, 30_000);

  it('begins with what a link from the catalog names', async () => {
    const user = userEvent.setup();
    const created: ResourceInput[] = [];
    const listProjects = jest.fn(async (_list?: ListOptions) => ({
      items: [aProject()],
      totalItems: 1,
    }));
    renderPage('resources', <ResourcesRouter />, {
      path: '/new?template=region&project=shop&owner=group%3Adefault%2Fteam',
      api: {
        listTemplates: async () => ({
          items: [network, region],
          totalItems: 2,
        }),
        listProjects,
        createResource: async input => {
          created.push(input);
          return eu;
        },
        getResource: async () => eu,
        listResourceActions: async () => actionsWith({}),
      },
    });
    expect(await screen.findByRole('radio', { name: /^Region/ })).toBeChecked();
    await waitFor(() =>
      expect(listProjects).toHaveBeenCalledWith({
        filter: ['key=shop'],
        limit: 1,
      }),
    );
    const next = () => user.click(screen.getByRole('button', { name: 'Next' }));
    await next();
    await user.type(
      await screen.findByRole('textbox', { name: /^Resource name/ }),
      'eu',
    );
    await next();
    await next();
    await user.click(screen.getByRole('button', { name: 'Create' }));
    await waitFor(() =>
      expect(created).toMatchObject([
        {
          templateId: region.id,
          projectId: 'project-1',
          ownerRef: 'group:default/team',
        },
      ]),
    );
  }, 30_000);
});
