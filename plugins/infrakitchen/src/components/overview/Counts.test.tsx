import { screen } from '@testing-library/react';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { renderPage } from '../../__testUtils__';
import { Counts } from './Counts';

const overview: Overview = {
  templates: 3,
  resources: [{ state: 'provisioned', status: 'done', count: 5 }],
  runs: { active: 0, failedLastDay: 1 },
  engine: { available: true },
  attention: [],
  cascadeAttention: [],
  recentRuns: [],
};

const show = (totalItems: number) => {
  const listResources = jest.fn(async () => ({ items: [], totalItems }));
  renderPage('overview', <Counts overview={overview} />, {
    api: { listResources },
  });
  return listResources;
};

describe('Counts', () => {
  it('leads to the resources with stale inputs', async () => {
    const listResources = show(2);
    expect(
      await screen.findByRole('link', { name: /2\s*Resources with stale/ }),
    ).toHaveAttribute('href', '/infrakitchen/resources?staleInputs=true');
    expect(listResources).toHaveBeenCalledWith(
      { filter: ['staleInputs=true'], limit: 1 },
      expect.anything(),
    );
  });

  it('says nothing of stale inputs where there are none', async () => {
    const listResources = show(0);
    expect(
      await screen.findByRole('link', { name: /5\s*Resources/ }),
    ).toHaveAttribute(
      'href',
      '/infrakitchen/resources?state=provisioned&status=done',
    );
    expect(listResources).toHaveBeenCalled();
    expect(screen.queryByText(/stale/)).not.toBeInTheDocument();
  });
});
