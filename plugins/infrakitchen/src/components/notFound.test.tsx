import type { ReactElement } from 'react';
import { screen, within } from '@testing-library/react';
import {
  InfrakitchenError,
  type InfrakitchenErrorName,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { aResource, aTemplate, renderPage } from '../__testUtils__';
import { ApprovalsRouter } from './approvals';
import { CascadesRouter } from './cascades';
import { ConnectionsRouter } from './connections';
import { GovernanceRouter } from './governance';
import { OverviewRouter } from './overview';
import { ProjectsRouter } from './projects';
import { ResourcesRouter } from './resources';
import { RunsRouter } from './runs';
import { TemplatesRouter } from './templates';
import { WorkspacesRouter } from './workspaces';

const routers = {
  overview: <OverviewRouter />,
  templates: <TemplatesRouter />,
  resources: <ResourcesRouter />,
  runs: <RunsRouter />,
  cascades: <CascadesRouter />,
  approvals: <ApprovalsRouter />,
  projects: <ProjectsRouter />,
  workspaces: <WorkspacesRouter />,
  integrations: <ConnectionsRouter />,
  governance: <GovernanceRouter />,
} satisfies Record<string, ReactElement>;

type Section = keyof typeof routers;

/** Refuses whatever is read, as the server does; but for what is given. */
function refusing(name: InfrakitchenErrorName, others: object = {}) {
  const refuse = async () => {
    throw new InfrakitchenError(name, { code: 'refused', message: 'No.' });
  };
  // Streams do not begin.
  const pending = () => new Promise<never>(() => {});
  return new Proxy(others, {
    get: (target, call) =>
      Reflect.get(target, call) ??
      (/^(get|list)/.test(String(call)) ? refuse : pending),
  });
}

function open(path: string, api: object) {
  const [section] = path.split('/') as [Section];
  renderPage(section, routers[section], {
    path: path.slice(section.length),
    api,
  });
}

describe('addresses that lead nowhere', () => {
  it.each([
    'overview/x',
    'runs/run-1/x',
    'cascades/cascade-1/x',
    'approvals/x',
    'workspaces/pull-requests/id-1/x',
    'integrations/x',
    'integrations/encryption/x',
    'governance/x',
    'governance/approval-rules/id-1/x',
  ])('%s', async path => {
    open(path, refusing('NotFoundError'));
    expect(
      await screen.findByRole('heading', { name: 'Page not found' }),
    ).toBeInTheDocument();
    expect(screen.getByText(`/infrakitchen/${path}`)).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Go to the overview' }),
    ).toHaveAttribute('href', '/infrakitchen/overview');
  });

  it.each([
    ['templates/template-network/x/y/z', 'Network'],
    ['templates/template-network/variables/y', 'Network'],
    ['resources/resource-1/x', aResource().name],
  ])('%s, below a record that is there', async (path, name) => {
    open(
      path,
      refusing('NotFoundError', {
        getTemplate: async () => aTemplate(),
        listVersions: async () => ({ items: [] }),
        getResource: async () => aResource(),
        listResourceActions: async () => [],
      }),
    );
    expect(
      await screen.findByText('There is no such page'),
    ).toBeInTheDocument();
    expect(screen.getByText(`/infrakitchen/${path}`)).toBeInTheDocument();
    expect(screen.getByRole('heading', { name })).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'Overview' })).toBeInTheDocument();
  });
});

describe('records that are not there', () => {
  const records = [
    ['templates/id-9/versions', 'template', 'templates'],
    ['resources/id-9', 'resource', 'resources'],
    ['resources/new/id-9', 'resource', 'resources'],
    ['runs/id-9', 'run', 'runs'],
    ['cascades/id-9', 'cascade', 'cascades'],
    ['projects/id-9/resources', 'project', 'projects'],
    ['workspaces/id-9', 'workspace', 'workspaces'],
    ['workspaces/pull-requests/id-9', 'pull request', 'workspaces'],
    [
      'integrations/integration/id-9',
      'integration',
      'integrations/integration',
    ],
    ['integrations/secret/id-9', 'secret', 'integrations/secret'],
    ['integrations/storage/id-9', 'storage', 'integrations/storage'],
    [
      'governance/approval-rules/id-9',
      'approval rule',
      'governance/approval-rules',
    ],
  ] as const;

  it.each(records)('%s', async (path, what, list) => {
    open(path, refusing('NotFoundError'));
    const said = within(await screen.findByRole('alert'));
    expect(said.getByText(`The ${what} was not found`)).toBeInTheDocument();
    expect(said.getByRole('link', { name: /^Show all/ })).toHaveAttribute(
      'href',
      `/infrakitchen/${list}`,
    );
    // Nothing is offered that would need it.
    expect(screen.queryByRole('tab')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });

  it.each(records)('%s, where the server fails instead', async path => {
    open(path, refusing('ServiceUnavailableError'));
    expect(
      await screen.findByRole('button', { name: 'Try again' }),
    ).toBeInTheDocument();
    expect(screen.queryByText(/was not found/)).not.toBeInTheDocument();
  });
});
