import { screen } from '@testing-library/react';
import type { InfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { renderPage } from '../../__testUtils__';
import { CreateResourceLink } from './CreateResourceLink';
import { Permitted } from './Permitted';

function show(getAccess: InfrakitchenApi['getAccess']) {
  renderPage(
    'resources',
    <>
      <CreateResourceLink>Create resource</CreateResourceLink>
      <Permitted may={access => access.canCreateResources}>
        <p>The form</p>
      </Permitted>
    </>,
    { api: { getAccess } },
  );
}

const access = (canCreateResources: boolean) => async () => ({
  ...{ userRef: 'user:default/auditor', canCreateResources },
  ...{ canCreateProjects: false, canReadAudit: true },
});

describe('Permitted', () => {
  it('shows the form to those who may send it', async () => {
    show(access(true));
    expect(await screen.findByText('The form')).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Create resource' }),
    ).toBeInTheDocument();
  });

  it('tells others before they fill it in', async () => {
    show(access(false));
    expect(
      await screen.findByText('It takes a role that you do not have'),
    ).toBeInTheDocument();
    expect(screen.queryByText('The form')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('link', { name: 'Create resource' }),
    ).not.toBeInTheDocument();
  });

  it('leaves it to the server where roles cannot be found out', async () => {
    show(async () => {
      throw new Error('Not now');
    });
    expect(await screen.findByText('The form')).toBeInTheDocument();
  });
});
