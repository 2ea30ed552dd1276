import { render, screen } from '@testing-library/react';
import type { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  entityPresentationApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { DefaultEntityPresentationApi } from '@backstage/plugin-catalog';
import { EnglishPortal } from '../../__testUtils__/translation';
import { ActorName } from './ActorName';

const developer: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'developer', namespace: 'default' },
  spec: { profile: { displayName: 'Developer' } },
};
const team: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'core', namespace: 'payments', title: 'Payments team' },
};

describe('ActorName', () => {
  it.each([
    ['user:default/guest', undefined, 'guest'],
    ['group:payments/core', undefined, 'payments/core'],
    ['plugin:infrakitchen-demo', 'service', 'infrakitchen-demo (plugin)'],
    ['external:ci/deploy', undefined, 'ci/deploy (external)'],
    ['host-16c8e01e', 'worker', 'worker'],
    ['user:default/w', 'sweeper', 'clean-up'],
  ])('calls %s of kind %s %s without a catalog', (actor, kind, name) => {
    render(<ActorName actor={actor} kind={kind} />, { wrapper: EnglishPortal });
    expect(screen.getByText(name)).toHaveAttribute('title', actor);
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });

  it.each(['guest', 'user:', 'daily'])('leaves %s alone', actor => {
    render(<ActorName actor={actor} />, { wrapper: EnglishPortal });
    expect(screen.getByText(actor)).not.toHaveAttribute('title');
  });

  it('leads nowhere in a portal without the pages of the catalog', async () => {
    renderInTestApp(<ActorName actor="user:default/developer" />);
    expect(await screen.findByText('developer')).toBeInTheDocument();
    expect(screen.queryByRole('link')).not.toBeInTheDocument();
  });

  it('takes titles from the catalog, in one request, and leads there', async () => {
    const catalog = catalogApiMock({ entities: [developer, team] });
    const asked = jest.spyOn(catalog, 'getEntitiesByRefs');
    renderInTestApp(
      <>
        {[0, 1, 2].map(row => (
          <p key={row}>
            <ActorName actor="user:default/developer" kind="user" />
            <ActorName actor="group:payments/core" />
            <ActorName actor={`user:default/gone-${row}`} />
            <ActorName actor="plugin:catalog" kind="service" />
          </p>
        ))}
      </>,
      {
        mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
        apis: [
          [
            entityPresentationApiRef,
            DefaultEntityPresentationApi.create({ catalogApi: catalog }),
          ],
        ],
      },
    );
    const developers = await screen.findAllByRole('link', {
      name: 'Developer',
    });
    expect(developers).toHaveLength(3);
    expect(developers[0]).toHaveAttribute(
      'href',
      '/catalog/default/user/developer',
    );
    expect(
      screen.getAllByRole('link', { name: 'Payments team' })[0],
    ).toHaveAttribute('href', '/catalog/payments/group/core');
    // What the catalog does not know keeps its name.
    expect(screen.getByRole('link', { name: 'gone-2' })).toBeInTheDocument();
    expect(screen.getAllByText('catalog (plugin)')).toHaveLength(3);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(asked.mock.calls[0][0].entityRefs).toHaveLength(5);
  });
});
