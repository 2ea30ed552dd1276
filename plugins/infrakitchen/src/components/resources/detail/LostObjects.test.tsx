import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { StateSummary } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { renderPage } from '../../../__testUtils__';
import { LostObjects } from './LostObjects';

function open(summary: Partial<StateSummary>) {
  const getStateSummary = jest.fn(async () => ({
    ...{ objectCount: 0, holdingData: 0, types: [], moreTypes: 0 },
    ...summary,
  }));
  renderPage('resources', <LostObjects resourceId="resource-1" />, {
    api: { getStateSummary },
  });
  return getStateSummary;
}

describe('LostObjects', () => {
  it('counts what is in the state', async () => {
    const getStateSummary = open({
      objectCount: 200_005,
      holdingData: 1,
      types: [
        { type: 'democloud_bucket', count: 1 },
        { type: 'terraform_data', count: 200_004 },
      ],
    });
    expect(
      await screen.findByText(
        '200005 objects: 1 × democloud_bucket, 200004 × terraform_data',
      ),
    ).toBeInTheDocument();
    expect(
      screen.getByText('1 of them most likely holds data.'),
    ).toBeInTheDocument();
    expect(getStateSummary).toHaveBeenCalledTimes(1);
  });

  it('names some of many types, and how many more there are', async () => {
    open({
      objectCount: 73,
      types: Array.from({ length: 50 }, (_, index) => {
        return { type: `demo_x${index}`, count: 1 };
      }),
      moreTypes: 23,
    });
    expect(
      await screen.findByText(/1 × demo_x7 and 65 more types$/),
    ).toBeInTheDocument();
    expect(screen.queryByText(/most likely/)).not.toBeInTheDocument();
  });

  it('says where nothing is lost', async () => {
    open({});
    expect(
      await screen.findByText(/no object is destroyed/),
    ).toBeInTheDocument();
  });

  it('says what it does not know, and asks again', async () => {
    let broken = true;
    renderPage('resources', <LostObjects resourceId="resource-1" />, {
      api: {
        getStateSummary: async () => {
          if (broken) {
            throw new Error('No connection');
          }
          return {
            ...{ objectCount: 1, holdingData: 0, moreTypes: 0 },
            types: [{ type: 'net', count: 1 }],
          };
        },
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
