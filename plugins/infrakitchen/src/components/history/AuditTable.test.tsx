import { screen, within } from '@testing-library/react';
import { renderPage } from '../../__testUtils__';
import { AuditTable } from './AuditTable';

describe('AuditTable', () => {
  it('says who did what and leads to the run', async () => {
    renderPage(
      'resources',
      <AuditTable
        resourceId="resource-1"
        entries={[
          {
            id: '1',
            at: '2026-11-01T10:00:00Z',
            action: 'run.apply_queued',
            outcome: 'succeeded',
            entityKind: 'resource',
            entityId: 'resource-1',
            actor: 'host-16c8e01e',
            actorKind: 'worker',
            detail: {
              runId: '37e4ffe0-a4d2-41f3-871a-b408e1b53d15',
              kind: 'provision',
            },
          },
          {
            id: '2',
            at: '2026-11-01T09:00:00Z',
            action: 'resource.updated',
            outcome: 'refused',
            entityKind: 'resource',
            entityId: 'resource-1',
            actor: 'user:default/guest',
            actorKind: 'user',
            detail: {
              field: 'name',
              grantIds: ['g-1', 'g-2'],
              roles: [
                { principalRef: 'user:default/guest', role: 'write' },
                { principalRef: 'group:default/admins', role: 'admin' },
              ],
            },
          },
          {
            id: '3',
            at: '2026-11-01T08:00:00Z',
            action: 'change.proposed',
            outcome: 'succeeded',
            entityKind: 'resource',
            entityId: 'resource-1',
            actor: 'user:default/guest',
            actorKind: 'user',
            detail: {
              fields: ['versionId', 'values.count_of_items', 'parentIds'],
              scope: { template: 'net' },
            },
          },
        ]}
      />,
      { api: {} },
    );
    const ofRun = within(
      await screen.findByRole('row', { name: /Run apply queued/ }),
    );
    expect(ofRun.getByText('worker')).toBeInTheDocument();
    expect(
      ofRun.getByRole('link', { name: 'Provision 37e4ffe0' }),
    ).toHaveAttribute(
      'href',
      '/infrakitchen/resources/resource-1/runs/37e4ffe0-a4d2-41f3-871a-b408e1b53d15',
    );

    const refused = within(
      screen.getByRole('row', { name: /Resource updated/ }),
    );
    expect(refused.getByText('guest')).toBeInTheDocument();
    const [field, grants, roles] = refused.getAllByRole('definition');
    expect(refused.getAllByRole('term').map(term => term.textContent)).toEqual([
      'field',
      'grants',
      'roles',
    ]);
    expect(field).toHaveTextContent('name');
    expect(grants).toHaveTextContent('g-1, g-2');
    expect(
      within(roles)
        .getAllByRole('listitem')
        .map(item => item.textContent),
    ).toEqual([
      'principal: user:default/guest, role: write',
      'principal: group:default/admins, role: admin',
    ]);

    const changed = within(
      screen.getByRole('row', { name: /Change proposed/ }),
    );
    expect(
      changed.getByText('Changed: version, count_of_items, parents'),
    ).toBeInTheDocument();
    expect(changed.getByText('{"template":"net"}')).toBeInTheDocument();
  });
});
