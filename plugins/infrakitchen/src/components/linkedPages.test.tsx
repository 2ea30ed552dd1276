import type { ReactElement } from 'react';
import { screen, waitFor } from '@testing-library/react';
import {
  linkedPages,
  linkTo,
  type Connection,
  type LinkedPage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  aCascade,
  anApproval,
  aResource,
  aRun,
  renderPage,
} from '../__testUtils__';
import { CascadesRouter } from './cascades';
import { ConnectionsRouter } from './connections';
import { ResourcesRouter } from './resources';
import { RunsRouter } from './runs';

const routers: Record<string, ReactElement> = {
  runs: <RunsRouter />,
  cascades: <CascadesRouter />,
  resources: <ResourcesRouter />,
  integrations: <ConnectionsRouter />,
};

const at = '2026-11-01T10:00:00Z';
const connection: Connection = {
  ...{ id: 'id-1', kind: 'integration', provider: 'cloud', name: 'Production' },
  ...{ labels: [], enabled: true, config: {}, version: 1, role: 'admin' },
  ...{ rotatedAt: at, revision: 1, createdBy: 'user:default/admin' },
  ...{ createdAt: at, updatedAt: at },
};

/** What each page shows that one is led to. */
const shown: Record<LinkedPage, () => Promise<HTMLElement>> = {
  run: () => screen.findByRole('region', { name: 'Log' }),
  runApproval: () => screen.findByRole('region', { name: 'Approval' }),
  runError: () => screen.findByRole('region', { name: 'Log' }),
  runResolve: () => screen.findByRole('dialog'),
  cascade: () => screen.findByRole('region', { name: 'Progress' }),
  cascadeApproval: () => screen.findByRole('region', { name: 'Approval' }),
  resourceHierarchy: () =>
    screen.findByRole('tab', { name: 'Hierarchy', selected: true }),
  resourceWorkspace: () =>
    screen.findByRole('tab', { name: 'Workspace', selected: true }),
  resourceState: () =>
    screen.findByRole('tab', { name: 'State', selected: true }),
  integrationSettings: () =>
    screen.findByRole('tab', { name: 'Settings', selected: true }),
  secretSettings: () =>
    screen.findByRole('tab', { name: 'Settings', selected: true }),
  storageSettings: () =>
    screen.findByRole('tab', { name: 'Settings', selected: true }),
};

describe('pages that notifications lead to', () => {
  const scrolled = jest.fn();

  beforeEach(() => {
    scrolled.mockClear();
    Element.prototype.scrollIntoView = function scrollIntoView() {
      scrolled(this.id);
    };
  });

  it.each(Object.keys(linkedPages) as LinkedPage[])('%s', async page => {
    const path = linkTo(page, 'id-1');
    const [, section] = path.split('/');
    const state =
      page === 'runResolve' ? 'needs_attention' : 'awaiting_approval';
    // Whatever else a page asks for is on its way.
    const pending = () => new Promise<never>(() => {});
    const api = new Proxy(
      {
        getRun: async () => aRun({ state, approval: anApproval() }),
        getRunLog: async () => ({
          lines: ['info', 'error', 'error'].map((level, index) => ({
            seq: index + 1,
            at,
            phase: 'plan',
            level,
            message: `line ${index + 1}`,
          })),
          nextAfter: 3,
          ended: true,
        }),
        getCascade: async () => aCascade({ approval: anApproval() }),
        getResource: async () =>
          aResource({
            id: 'id-1',
            workspace: {
              id: 'workspace-1',
              name: 'acme/infrastructure',
              from: 'project',
              status: 'ok',
              folder: 'network/eu_net',
            },
          }),
        listResourceActions: async () => [],
        getConnection: async () => connection,
      } as object,
      { get: (target, name) => Reflect.get(target, name) ?? pending },
    );
    renderPage(section as 'runs', routers[section], {
      path: path.slice(section.length + 1),
      api,
    });
    const place = await shown[page]();
    expect(place).toBeInTheDocument();
    expect(screen.queryByText('There is no such page')).toBeNull();
    // Where the link names a place, that is brought into view.
    const places = path.split('#').slice(1);
    expect([place.id].filter(id => places.includes(id))).toEqual(places);
    await waitFor(() =>
      expect([
        // A line of the log has no name.
        ...new Set(scrolled.mock.calls.flat().filter(Boolean)),
      ]).toEqual(places),
    );
    const marked = await Promise.all(
      (page === 'runError' ? ['line 2'] : []).map(text =>
        screen.findByText(text, { selector: '[aria-current] *' }),
      ),
    );
    expect(marked).toHaveLength(page === 'runError' ? 1 : 0);
  });
});
