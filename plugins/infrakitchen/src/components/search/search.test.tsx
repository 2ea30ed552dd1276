import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/test-utils';
import type { InfrakitchenSearchDocument } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { InfrakitchenSearchResultListItem, isInfrakitchenResult } from '.';

const resource: InfrakitchenSearchDocument = {
  about: 'resource',
  title: 'orders-db',
  text: 'Database of the orders',
  location: '/infrakitchen/resources/r1',
  of: 'PostgreSQL',
  project: 'Shop',
  labels: 'tier1, pci',
  state: 'provisioned',
};

describe('InfrakitchenSearchResultListItem', () => {
  it('says what was found, and leads to its page', async () => {
    await renderInTestApp(
      <InfrakitchenSearchResultListItem
        result={resource}
        highlight={{
          preTag: '<m>',
          postTag: '</m>',
          fields: { text: 'Database of the <m>orders</m>' },
        }}
      />,
    );
    expect(screen.getByRole('link', { name: 'orders-db' })).toHaveAttribute(
      'href',
      '/infrakitchen/resources/r1',
    );
    expect(
      screen.getByText('Resource · PostgreSQL · project Shop'),
    ).toBeInTheDocument();
    expect(screen.getByText('Provisioned')).toBeInTheDocument();
    expect(screen.getByText('pci')).toBeInTheDocument();
    // The word that was found is marked.
    expect(screen.getByText('orders').tagName).toBe('MARK');
  });

  it.each<[Partial<InfrakitchenSearchDocument>, string]>([
    [{ about: 'template', state: 'disabled' }, 'Disabled'],
    [{ about: 'workspace', state: 'error' }, 'Error'],
    [{ state: 'destroy' }, 'To be destroyed'],
  ])('says what is unusual of %j', async (fields, text) => {
    await renderInTestApp(
      <InfrakitchenSearchResultListItem result={{ ...resource, ...fields }} />,
    );
    expect(screen.getByText(text)).toBeInTheDocument();
  });

  it('leaves the results of others alone', () => {
    expect(isInfrakitchenResult({ type: 'infrakitchen-workspace' })).toBe(true);
    expect(isInfrakitchenResult({ type: 'software-catalog' })).toBe(false);
  });
});
