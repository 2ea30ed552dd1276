import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderPage } from '../../../__testUtils__';
import { LostObjects } from './LostObjects';

const objects = (types: string[]) =>
  types.map((type, index) => ({ address: `${type}.n${index}`, type }));

function open(types: string[], objectCount = types.length) {
  const api = {
    getResourceState: jest.fn(async () => ({ objectCount, versions: [] })),
    listStateObjects: jest.fn(async () => ({ items: objects(types) })),
  };
  renderPage('resources', <LostObjects resourceId="resource-1" />, { api });
  return api;
}

describe('LostObjects', () => {
  it('counts what is in the state, what holds data first', async () => {
    open([
      ...Array(4).fill('terraform_data'),
      'democloud_bucket',
      'democloud_network',
    ]);
    expect(
      await screen.findByText(
        '6 objects: 1 × democloud_bucket, 4 × terraform_data, 1 × democloud_network',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('1 of them most likely holds data.'),
    ).toBeInTheDocument();
  });

  it('asks for a part of a large state, and says so', async () => {
    const api = open(Array(200).fill('terraform_data'), 200_000);
    expect(
      await screen.findByText(
        '200000 objects; among the first 200: 200 × terraform_data, and more',
      ),
    ).toBeInTheDocument();
    expect(screen.queryByText(/most likely/)).not.toBeInTheDocument();
    expect(api.listStateObjects).toHaveBeenCalledTimes(1);
    expect(api.listStateObjects).toHaveBeenCalledWith(
      'resource-1',
      { limit: 200 },
      expect.anything(),
    );
  });

  it('names some of many types', async () => {
    open(Array.from({ length: 10 }, (_, index) => `demo_x${index}`));
    expect(
      await screen.findByText(/1 × demo_x7 and 2 more types$/),
    ).toBeInTheDocument();
  });

  it('says where nothing is lost', async () => {
    open([]);
    expect(
      await screen.findByText(/no object is destroyed/),
    ).toBeInTheDocument();
  });

  it('says what it does not know, and asks again', async () => {
    let broken = true;
    renderPage('resources', <LostObjects resourceId="resource-1" />, {
      api: {
        getResourceState: async () => {
          if (broken) {
            throw new Error('No connection');
          }
          return { objectCount: 1, versions: [] };
        },
        listStateObjects: async () => ({ items: objects(['net']) }),
      },
    });
    expect(
      await screen.findByText('It is not known what would be lost'),
    ).toBeInTheDocument();
    broken = false;
    await userEvent.click(screen.getByRole('button', { name: /again/i }));
    expect(await screen.findByText('1 object: 1 × net')).toBeInTheDocument();
  });
});
