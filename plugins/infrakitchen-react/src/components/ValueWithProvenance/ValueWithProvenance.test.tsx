import { screen } from '@testing-library/react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { ValueWithProvenance } from './ValueWithProvenance';

const region = { id: 'r1', name: 'eu-prod', templateName: 'region' };

describe('ValueWithProvenance', () => {
  it('says where the value comes from and links there', async () => {
    renderInTestApp(
      <ValueWithProvenance
        value="eu-north-1"
        provenance={{ source: 'config', resource: region, name: 'region' }}
        resourceHref={resource => `/resources/${resource.id}`}
      />,
    );
    expect(await screen.findByText('eu-north-1')).toBeInTheDocument();
    const link = screen.getByRole('link', { name: 'eu-prod' });
    expect(link).toHaveAttribute('href', '/resources/r1');
    expect(link.parentElement).toHaveTextContent(
      '· from region eu-prod (config region)',
    );
  });

  it('names the project that hands the value down', async () => {
    renderInTestApp(
      <ValueWithProvenance
        value="eu"
        provenance={{
          source: 'project',
          project: { id: 'p1', name: 'Shop' },
          name: 'region',
        }}
      />,
    );
    expect(
      await screen.findByText(/from project Shop \(config region\)/),
    ).toBeInTheDocument();
  });

  it('never shows a sensitive value and tells unset from empty', async () => {
    renderInTestApp(
      <>
        <ValueWithProvenance value="hunter2" sensitive />
        <ValueWithProvenance isSet={false} />
        <ValueWithProvenance value="" />
        <ValueWithProvenance value={0} />
      </>,
    );
    expect(await screen.findByText('sensitive, set')).toBeInTheDocument();
    expect(screen.getByText('not set')).toBeInTheDocument();
    expect(screen.getByText('empty text')).toBeInTheDocument();
    expect(screen.getByText('0')).toBeInTheDocument();
    expect(document.body).not.toHaveTextContent('hunter2');
  });
});
