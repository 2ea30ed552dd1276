import type { ReactElement } from 'react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  Connection,
  ConnectionProvider,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  aProject,
  aResource,
  aRule,
  aTemplate,
  aVersion,
  aWorkspace,
  renderPage,
} from '../__testUtils__';
import { ConnectionsRouter } from './connections';
import { GovernanceRouter } from './governance';
import { ProjectsRouter } from './projects';
import { ResourcesRouter } from './resources';
import { TemplatesRouter } from './templates';
import { WorkspacesRouter } from './workspaces';

const at = '2026-11-01T10:00:00Z';

const provider: ConnectionProvider = {
  ...{ kind: 'integration', key: 'cloud', title: 'A cloud' },
  integrationProviders: [],
  schema: { type: 'object', properties: {}, additionalProperties: false },
};

const aConnection = (revision: number): Connection => ({
  ...{ id: 'id-1', kind: 'integration', provider: 'cloud', name: 'Production' },
  ...{ labels: [], enabled: true, config: {}, version: 1, role: 'admin' },
  ...{ rotatedAt: at, revision, createdBy: 'user:default/admin' },
  ...{ createdAt: at, updatedAt: at },
});

/** What there is, in a revision, and what is written. */
const backend = (revision: number) => ({
  getAccess: async () => ({
    userRef: 'user:default/guest',
    canCreateProjects: true,
    canReadAudit: true,
    canManageApprovalRules: true,
    canCreateWorkspaces: true,
    canCreateConnections: ['integration' as const],
  }),
  getProject: async () => aProject({ revision }),
  getResource: async () => aResource({ revision }),
  listResourceActions: async () => [],
  getWorkspace: async () => aWorkspace({ revision }),
  getTemplate: async () => aTemplate({ revision }),
  listVersions: async () => ({ items: [aVersion({ id: `v-${revision}` })] }),
  getApprovalRule: async () => aRule({ revision }),
  getConnection: async () => aConnection(revision),
  listConnectionProviders: async () => [provider],
  createProject: async () => aProject(),
  updateProject: async () => aProject(),
  updateResource: async () => ({ resource: aResource() }),
  createWorkspace: async () => aWorkspace(),
  updateWorkspace: async () => aWorkspace(),
  createTemplate: async () => aTemplate(),
  updateTemplate: async () => aTemplate(),
  createApprovalRule: async () => aRule(),
  replaceApprovalRule: async () => aRule(),
  createConnection: async () => aConnection(1),
  updateConnection: async () => aConnection(1),
});

interface Form {
  section:
    | 'projects'
    | 'workspaces'
    | 'integrations'
    | 'governance'
    | 'templates'
    | 'resources';
  page: ReactElement;
  path: string;
  field: RegExp;
  /** Where the field is not on the first step. */
  before?: (user: ReturnType<typeof userEvent.setup>) => Promise<void>;
  /** The buttons that send it, where that is tried here. */
  save?: string[];
}

const projects = { section: 'projects', page: <ProjectsRouter /> } as const;
const workspaces = {
  section: 'workspaces',
  page: <WorkspacesRouter />,
} as const;
const connections = {
  section: 'integrations',
  page: <ConnectionsRouter />,
} as const;
const rules = { section: 'governance', page: <GovernanceRouter /> } as const;
const templates = { section: 'templates', page: <TemplatesRouter /> } as const;

const created: Form[] = [
  {
    ...{ ...projects, path: '/new', field: /^Name/, save: ['Create project'] },
  },
  {
    ...{ ...workspaces, path: '/new', field: /^Repository URL/ },
    save: ['Next', 'Register'],
    before: async user =>
      user.click(await screen.findByRole('radio', { name: /URL/ })),
  },
  {
    ...{ ...connections, path: '/integration/new', field: /^Name/ },
    save: ['Create integration'],
  },
  {
    ...{ ...rules, path: '/approval-rules/new', field: /^Name/ },
    save: ['Save rule'],
  },
  {
    ...{ ...templates, path: '/new', field: /^Name/ },
    save: ['Create template'],
  },
];

const edited: Form[] = [
  {
    ...{ section: 'resources', page: <ResourcesRouter /> },
    ...{ path: '/resource-1/settings', field: /^Resource description/ },
    save: ['Save details'],
  },
  {
    ...{ ...projects, path: '/project-1/settings', field: /^Name/ },
    save: ['Save'],
  },
  {
    ...{ ...workspaces, path: '/workspace-1/settings', field: /^Description/ },
    save: ['Save'],
  },
  {
    ...{ ...connections, path: '/integration/id-1/settings', field: /^Name/ },
    save: ['Save'],
  },
  {
    ...{ ...rules, path: '/approval-rules/rule-1', field: /^Name/ },
    save: ['Save rule'],
  },
  {
    ...{
      ...templates,
      path: '/template-network/settings',
      field: /^Description/,
    },
    save: ['Save'],
  },
  {
    ...{ ...templates, path: '/template-network/versions?add=version' },
    field: /^Repository URL/,
  },
];

/** The page as it is when it was loaded again. */
function load(form: Form, revision = 1) {
  // Whatever else a page asks for is on its way.
  const pending = () => new Promise<never>(() => {});
  const api = new Proxy(backend(revision) as object, {
    get: (target, name) => Reflect.get(target, name) ?? pending,
  });
  return renderPage(form.section, form.page, { path: form.path, api });
}

const fieldOf = async (form: Form) => {
  const field = await screen.findByRole('textbox', { name: form.field });
  return field as HTMLInputElement;
};

const all = [...created, ...edited];

describe('the draft of a form', () => {
  it.each(all)('is kept at $section$path until it is let go', async form => {
    const user = userEvent.setup();
    const first = load(form);
    await form.before?.(user);
    const start = (await fieldOf(form)).value;
    await user.type(await fieldOf(form), '-typed');
    first.unmount();

    load(form);
    expect(
      await screen.findByText(/^Draft of .* restored$/),
    ).toBeInTheDocument();
    expect(await fieldOf(form)).toHaveValue(`${start}-typed`);
    await user.click(screen.getByRole('button', { name: 'Discard draft' }));
    expect(sessionStorage).toHaveLength(0);
    await form.before?.(user);
    expect(await fieldOf(form)).toHaveValue(start);
    await user.type(await fieldOf(form), '-more');
    expect(sessionStorage).toHaveLength(1);
  });

  it.each(all.filter(({ save }) => save))(
    'is gone once it was saved at $section$path',
    async form => {
      const user = userEvent.setup();
      load(form);
      await form.before?.(user);
      await user.type(await fieldOf(form), '-typed');
      expect(sessionStorage).toHaveLength(1);
      for (const name of form.save ?? []) {
        // Others come after the form.
        const [button] = await screen.findAllByRole('button', { name });
        await user.click(button);
      }
      await waitFor(() => expect(sessionStorage).toHaveLength(0));
    },
  );

  it.each(edited)(
    'does not take back silently what others changed at $section$path',
    async form => {
      const user = userEvent.setup();
      const first = load(form, 1);
      await user.type(await fieldOf(form), '-typed');
      const typed = (await fieldOf(form)).value;
      first.unmount();

      load(form, 2);
      const offer = await screen.findByText(/^There is a draft of/);
      expect(offer).toBeVisible();
      expect(await fieldOf(form)).not.toHaveValue(typed);
      const status = screen
        .getAllByRole('status')
        .find(element => element.contains(offer))!;
      await user.click(
        within(status).getByRole('button', { name: 'Use the draft' }),
      );
      expect(await fieldOf(form)).toHaveValue(typed);
    },
  );
});
