import { screen } from '@testing-library/react';
import type { Overview } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { anOverview, renderPage } from '../../__testUtils__';
import { Counts } from './Counts';

const show = (over: Partial<Overview>) =>
  renderPage('overview', <Counts overview={anOverview(over)} />, { api: {} });

describe('Counts', () => {
  it.each([
    [{ staleInputs: 2 }, /2\s*Resources with stale/, 'staleInputs=true'],
    [{ drifted: 3 }, /3\s*Resources that drifted/, 'drifted=true'],
    [{ deprecated: 1_000 }, /1,000\s*\+.*deprecated/, 'outdated=true'],
  ])('leads to what needs a look: %j', async (over, name, query) => {
    show(over);
    expect(await screen.findByRole('link', { name })).toHaveAttribute(
      'href',
      `/infrakitchen/resources?${query}`,
    );
  });

  it('says nothing of what is not there', async () => {
    show({ resources: [{ state: 'provisioned', status: 'done', count: 5 }] });
    expect(
      await screen.findByRole('link', { name: /5\s*Resources/ }),
    ).toHaveAttribute(
      'href',
      '/infrakitchen/resources?state=provisioned&status=done',
    );
    expect(screen.queryByText(/stale|drifted|deprecated/)).toBeNull();
  });
});
