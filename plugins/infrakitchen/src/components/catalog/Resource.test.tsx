import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  actionsWith,
  anEntity,
  aResource,
  aRun,
  renderEntity,
} from '../../__testUtils__';
import { EntityInfrakitchenCard } from './EntityInfrakitchenCard';
import { EntityInfrakitchenContent } from './EntityInfrakitchenContent';

const entity = anEntity('Resource', {
  annotations: {
    'infrakitchen.io/resource-id': 'resource-1',
    'infrakitchen.io/template': 'network',
  },
});
const resource = aResource({
  state: 'provisioned',
  status: 'done',
  outputs: [
    { name: 'network_id', sensitive: false, value: 'net-1' },
    { name: 'password', sensitive: true },
  ],
});

const api = () =>
  ({
    getResource: jest.fn(async () => resource),
    listResourceActions: async () =>
      actionsWith({ provision: 'It is provisioned already' }),
    getEffectiveValues: async () => ({
      variables: [
        {
          name: 'region',
          type: 'string',
          sensitive: false,
          isSet: true,
          value: 'eu-north-1',
          provenance: {
            source: 'config' as const,
            name: 'region',
            resource: { id: 'region-1', name: 'eu', templateName: 'Region' },
          },
        },
      ],
      tags: [],
      configs: [],
      errors: [],
    }),
    listResourceRuns: jest.fn(async () => ({ items: [aRun()] })),
    listResources: async () => ({ items: [], totalItems: 0 }),
    listStorageMoves: async () => ({ items: [] }),
    previewApprovers: async () => [],
    actOnResource: jest.fn(async () => ({ run: { id: 'run-2' } })),
  } satisfies Partial<InfrakitchenApi>);

const notFound = Object.assign(new Error("There is no resource 'resource-1'"), {
  statusCode: 404,
  code: 'resource_not_found',
});

describe('the resource of an entity', () => {
  it('is shown with values, where they are from, outputs and runs', async () => {
    renderEntity(<EntityInfrakitchenContent />, { entity, api: api() });
    expect(
      await screen.findByRole('link', { name: 'Open in InfraKitchen' }),
    ).toHaveAttribute('href', '/infrakitchen/resources/resource-1');
    const facts = within(
      screen.getByRole('region', { name: 'State and actions' }),
    );
    expect(facts.getByText('Provisioned')).toBeInTheDocument();
    expect(facts.getByText('v1.0.0')).toBeInTheDocument();
    const values = within(
      await screen.findByRole('region', { name: 'Values of the resource' }),
    );
    expect(values.getByText('eu-north-1')).toBeInTheDocument();
    expect(values.getByRole('link', { name: /eu/ })).toHaveAttribute(
      'href',
      '/infrakitchen/resources/region-1',
    );
    const outputs = within(
      screen.getByRole('region', { name: 'Outputs of the resource' }),
    );
    expect(outputs.getByText('net-1')).toBeInTheDocument();
    expect(outputs.getByText('sensitive, not shown')).toBeInTheDocument();
    expect(
      await screen.findByRole('link', { name: /^Provision run-1/ }),
    ).toHaveAttribute('href', '/infrakitchen/resources/resource-1/runs/run-1');
  }, 20_000);

  it('is destroyed after its name was typed alone', async () => {
    const user = userEvent.setup();
    const fake = api();
    renderEntity(<EntityInfrakitchenContent />, { entity, api: fake });
    await user.click(await screen.findByRole('button', { name: 'Destroy' }));
    const dialog = within(await screen.findByRole('dialog'));
    const confirm = dialog.getByRole('button', { name: 'Destroy' });
    expect(confirm).toBeDisabled();
    await user.type(dialog.getByRole('textbox', { name: /eu-net/ }), 'eu-net');
    expect(fake.actOnResource).not.toHaveBeenCalled();
    await user.click(confirm);
    expect(fake.actOnResource).toHaveBeenCalledWith(
      'resource-1',
      'destroy',
      expect.objectContaining({ revision: 7 }),
    );
  }, 20_000);

  it.each([
    ['tab', <EntityInfrakitchenContent key="tab" />],
    ['card', <EntityInfrakitchenCard key="card" />],
  ])('may be gone, which the %s says', async (_, element) => {
    const fake = api();
    fake.getResource.mockRejectedValue(notFound);
    renderEntity(element, { entity, api: fake });
    expect(
      await screen.findByText('The resource cannot be found'),
    ).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Create another one' }),
    ).toHaveAttribute('href', '/infrakitchen/resources/new?template=network');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('stands on a card in short, which leads to the tab', async () => {
    renderEntity(<EntityInfrakitchenCard />, { entity, api: api() });
    expect(
      await screen.findByRole('link', { name: 'Values, outputs and actions' }),
    ).toHaveAttribute('href', '/catalog/default/resource/shop/infrakitchen');
    expect(screen.getByText('Provisioned')).toBeInTheDocument();
  });

  it('says why it cannot be shown', async () => {
    const fake = api();
    fake.getResource.mockRejectedValue(
      Object.assign(new Error('You may not read resources'), {
        statusCode: 403,
        code: 'not_allowed',
      }),
    );
    renderEntity(<EntityInfrakitchenContent />, { entity, api: fake });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'You may not read resources',
    );
  });
});
