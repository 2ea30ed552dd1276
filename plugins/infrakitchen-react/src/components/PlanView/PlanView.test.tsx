import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import type { Plan } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { PlanView } from './PlanView';

const plan: Plan = {
  digest: 'abc123',
  summary: { create: 1, update: 0, delete: 1, replace: 1, read: 0, outputs: 2 },
  changes: [
    {
      address: 'module.main.demo_bucket.logs',
      type: 'demo_bucket',
      name: 'logs',
      action: 'create',
      attributes: [
        { path: 'id', action: 'create', sensitive: false, afterUnknown: true },
      ],
    },
    {
      address: 'module.main.demo_database.main',
      type: 'demo_database',
      name: 'main',
      action: 'replace',
      reason: 'An attribute changes that cannot be changed in place.',
      replacePaths: ['engine'],
      attributes: [
        {
          path: 'engine',
          action: 'update',
          before: 'postgres14',
          after: 'postgres16',
          sensitive: false,
          afterUnknown: false,
          forcesReplacement: true,
        },
        {
          path: 'password',
          action: 'update',
          // A server that masks badly must not leak through the page.
          before: 'old-secret',
          after: 'new-secret',
          sensitive: true,
          afterUnknown: false,
        },
      ],
    },
    {
      address: 'module.main.demo_namespace.old',
      type: 'demo_namespace',
      name: 'old',
      action: 'delete',
      attributes: [],
    },
  ],
  drift: [
    {
      address: 'module.main.demo_cluster.main',
      type: 'demo_cluster',
      name: 'main',
      action: 'update',
      attributes: [
        {
          path: 'size',
          action: 'update',
          before: 3,
          after: 5,
          sensitive: false,
          afterUnknown: false,
        },
      ],
    },
  ],
  outputChanges: [
    { name: 'token', action: 'create', sensitive: true, after: 'top-secret' },
    { name: 'host', action: 'create', sensitive: false, afterUnknown: true },
  ],
};

describe('PlanView', () => {
  it('groups by action, marks what is destroyed and never shows a secret', async () => {
    const user = userEvent.setup();
    renderInTestApp(<PlanView plan={plan} />);

    const list = within(
      await screen.findByRole('list', { name: 'Planned changes' }),
    );
    expect(
      list.getAllByRole('heading').map(heading => heading.textContent),
    ).toEqual(['Destroy (1)', 'Replace (1)', 'Create (1)']);
    expect(
      screen.getByText('This plan destroys 2 objects'),
    ).toBeInTheDocument();

    const replace = list.getByRole('button', { name: /demo_database\.main/ });
    expect(replace).toHaveTextContent('destroys, then creates anew');
    expect(replace).toHaveTextContent('data may be lost');
    expect(replace).toHaveTextContent('replaced for engine');
    expect(replace).toHaveTextContent(
      'An attribute changes that cannot be changed in place.',
    );
    expect(
      list.getByRole('button', { name: /demo_namespace\.old/ }),
    ).not.toHaveTextContent('data may be lost');

    await user.click(replace);
    expect(replace).toHaveAttribute('aria-expanded', 'true');
    expect(list.getByText('forces replacement')).toBeInTheDocument();
    expect(list.getByLabelText('before')).toHaveTextContent('"postgres14"');
    expect(list.getByLabelText('after')).toHaveTextContent('"postgres16"');
    expect(list.getByText('sensitive value, not shown')).toBeInTheDocument();

    await user.click(list.getByRole('button', { name: /demo_bucket\.logs/ }));
    expect(list.getByText('known after apply')).toBeInTheDocument();

    const drift = within(screen.getByRole('region', { name: 'Drift' }));
    expect(
      drift.getByRole('button', { name: /demo_cluster\.main/ }),
    ).toHaveAttribute('aria-expanded', 'true');
    expect(drift.getByLabelText('after')).toHaveTextContent('5');

    expect(document.body.textContent).not.toMatch(/secret"|-secret/);
  });

  it('opens what a replacement left behind apart from what replaced it', async () => {
    const user = userEvent.setup();
    const [, replaced] = plan.changes;
    renderInTestApp(
      <PlanView
        plan={{
          ...plan,
          changes: [
            ...plan.changes,
            {
              ...replaced,
              action: 'delete',
              reason: 'What a replacement left behind is deleted.',
            },
          ],
        }}
      />,
    );
    const list = within(
      await screen.findByRole('list', { name: 'Planned changes' }),
    );
    const [left, other] = list.getAllByRole('button', {
      name: /demo_database\.main/,
    });
    await user.click(left);
    expect(left).toHaveAttribute('aria-expanded', 'true');
    expect(other).toHaveAttribute('aria-expanded', 'false');
  });

  it('filters by text and by action', async () => {
    const user = userEvent.setup();
    renderInTestApp(<PlanView plan={plan} />);
    const search = await screen.findByLabelText('Filter objects');

    await user.type(search, 'password');
    const list = () =>
      within(screen.getByRole('list', { name: 'Planned changes' }));
    expect(list().getAllByRole('button')).toHaveLength(1);

    await user.clear(search);
    await user.click(screen.getByRole('button', { name: 'Create' }));
    expect(list().getAllByRole('button')).toHaveLength(1);
    expect(
      list().getByRole('button', { name: /demo_bucket\.logs/ }),
    ).toBeInTheDocument();

    await user.type(search, 'nothing like this');
    expect(
      screen.getByText('No object matches the filter.'),
    ).toBeInTheDocument();
  });

  it('says what a destroy takes with it', async () => {
    renderInTestApp(<PlanView plan={plan} />);
    const alert = await screen.findByText('This plan destroys 2 objects');
    expect(alert.parentElement).toHaveTextContent(
      'It takes with it 1 × demo_database, 1 × demo_namespace. module.main.demo_database.main looks as if it holds data',
    );
  });

  it('groups by module, and finds values but no secrets', async () => {
    const user = userEvent.setup();
    renderInTestApp(
      <PlanView
        plan={{
          ...plan,
          changes: plan.changes.map((change, index) => ({
            ...change,
            module: index === 0 ? 'module.b' : 'module.a',
          })),
        }}
      />,
    );
    await user.click(await screen.findByRole('radio', { name: 'By module' }));
    const list = () =>
      within(screen.getByRole('list', { name: 'Planned changes' }));
    expect(
      list()
        .getAllByRole('heading')
        .map(heading => heading.textContent),
    ).toEqual(['module.a (2)', 'module.b (1)']);

    const search = screen.getByLabelText('Filter objects');
    await user.type(search, 'postgres16');
    expect(list().getAllByRole('button')).toHaveLength(1);
    await user.clear(search);
    await user.type(search, 'old-secret');
    expect(
      screen.getByText('No object matches the filter.'),
    ).toBeInTheDocument();
  });

  it('compares policies and texts of several lines line by line', async () => {
    const policy = (action: string) =>
      JSON.stringify({ Version: '1', Statement: [{ Action: action }] });
    renderInTestApp(
      <PlanView
        plan={{
          ...plan,
          changes: [
            {
              address: 'demo_role.main',
              type: 'demo_role',
              name: 'main',
              action: 'update',
              attributes: [
                {
                  path: 'policy',
                  action: 'update',
                  before: policy('read'),
                  after: policy('write'),
                  sensitive: false,
                  afterUnknown: false,
                },
              ],
            },
          ],
        }}
      />,
    );
    // So few are open from the beginning.
    const rows = within(
      await screen.findByRole('table', { name: 'before and after' }),
    ).getAllByRole('row');
    expect(rows.map(row => row.textContent)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^−removed *"Action": "read"$/),
        expect.stringMatching(/^\+added *"Action": "write"$/),
      ]),
    );
  });

  it('copies as text', async () => {
    const user = userEvent.setup();
    const copy = jest.spyOn(navigator.clipboard, 'writeText');
    renderInTestApp(<PlanView plan={plan} />);
    await user.click(
      await screen.findByRole('button', { name: 'Copy the plan as text' }),
    );
    const [[text]] = copy.mock.calls;
    expect(text).toContain('-/+ module.main.demo_database.main');
    expect(text).not.toContain('secret"');
  });

  it('says so when there is nothing to do', async () => {
    renderInTestApp(
      <PlanView
        plan={{
          digest: 'd',
          summary: {
            create: 0,
            update: 0,
            delete: 0,
            replace: 0,
            read: 0,
            outputs: 0,
          },
          changes: [],
          drift: [],
          outputChanges: [],
        }}
      />,
    );
    expect(await screen.findByText('Nothing to change')).toBeInTheDocument();
  });
});
