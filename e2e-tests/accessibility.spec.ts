import { expect, test } from '@playwright/test';
import { Inspector } from './inspector';
import { Portal } from './portal';

test.describe.configure({ timeout: 25 * 60_000 });

test('every page can be read and used by everybody, on every screen', async ({
  page,
}) => {
  const portal = new Portal(page, 'accessibility');
  const inspector = new Inspector(page);
  await portal.seeded();
  await portal.signIn(/Platform engineer/);

  const open = async (path: string, heading: string) => {
    await page.goto(`/infrakitchen/${path}`);
    await portal.expectHeading(heading);
    await portal.loaded();
  };
  const follow = async (link: string) => {
    await page
      .getByRole('main')
      .getByRole('link', { name: link, exact: true })
      .first()
      .click();
    await portal.expectHeading(link);
    await portal.loaded();
  };

  await test.step('lists and forms', async () => {
    for (const [path, heading] of [
      ['overview', 'Infrastructure'],
      ['templates', 'Templates'],
      ['templates?view=graph', 'Templates'],
      ['templates?view=tree', 'Templates'],
      ['nothing', 'Page not found'],
      ['templates/nothing', 'Template'],
      ['templates/import', 'Import a module'],
      ['templates/new', 'New template'],
      ['resources', 'Resources'],
      ['resources?q=nothing-has-this-name', 'Resources'],
      ['runs', 'Runs'],
      ['cascades', 'Cascades'],
      ['approvals', 'Approvals'],
      ['approvals/requested', 'Approvals'],
      ['approvals/all', 'Approvals'],
      ['projects', 'Projects'],
      ['projects/new', 'New project'],
      ['workspaces', 'Workspaces'],
      ['workspaces/new', 'Register repository'],
      ['integrations/integration', 'Integrations'],
      ['integrations/integration/new', 'New integration'],
      ['integrations/secret', 'Secrets'],
      ['integrations/secret/new', 'New secret'],
      ['integrations/storage', 'Storages'],
      ['integrations/storage/new', 'New storage'],
      ['integrations/encryption', 'Encryption'],
      ['governance/access', 'Access'],
      ['governance/approval-rules', 'Approval rules'],
      ['governance/approval-rules/new', 'New approval rule'],
      ['governance/audit', 'Audit'],
    ]) {
      await open(path, heading);
      await inspector.look(path.replace(/[/?=]/g, '-'));
    }
  });

  await test.step('objects with all their tabs', async () => {
    await open('templates', 'Templates');
    await follow('Network');
    await inspector.lookAtTabs('template');
    await open('resources', 'Resources');
    await follow('dev-network');
    await inspector.lookAtTabs('resource');
    await open('projects', 'Projects');
    await follow('Demo');
    await inspector.lookAtTabs('project');
    await open('workspaces', 'Workspaces');
    await page
      .getByRole('main')
      .getByRole('rowheader')
      .first()
      .getByRole('link')
      .click();
    await portal.loaded();
    await inspector.lookAtTabs('workspace');
    await open('resources', 'Resources');
    await follow('dev-network');
    await portal.run('Dry run');
    await inspector.look('run-of-resource');
    await open('runs', 'Runs');
    await inspector.look('runs-filled');
    await page
      .getByRole('main')
      .getByRole('link', { name: /Dry run/ })
      .first()
      .click();
    await portal.expectHeading('Progress');
    await inspector.look('run');
    await page.goto('/infrakitchen/resources/no-such-resource');
    await expect(page.getByRole('alert')).toBeVisible();
    await inspector.look('not-found');
  });

  await test.step('the steps of the wizard', async () => {
    await open('resources/new', 'Create a resource');
    await inspector.look('create-template');
    await page.getByText('Network', { exact: true }).click();
    await portal.button('Next');
    await portal.choose('Region', 'us-dev');
    await inspector.look('create-parents');
    await portal.button('Next');
    await portal.expectHeading('Version');
    await inspector.look('create-version');
    await portal.button('Next');
    await portal.expectHeading('Connections');
    await inspector.look('create-connections');
    await portal.button('Next');
    await portal.expectHeading('Values');
    await portal.button('Next');
    await expect(page.getByRole('alert').first()).toBeVisible();
    await inspector.look('create-values');
    // An unfinished form is there again, at the same step.
    await portal.fill('Resource name', 'draft-network');
    await page.reload();
    await expect(page.getByText(/^Draft of .* restored$/)).toBeVisible();
    await portal.expectHeading('Values');
    await expect(
      page.getByRole('textbox', { name: 'Resource name', exact: true }),
    ).toHaveValue('draft-network');
    await inspector.look('create-draft');
    await portal.button('Discard draft');
    await portal.expectHeading('Template');
  });
});

test('every dialog and menu can be read and used by everybody, on every screen', async ({
  page,
}) => {
  const portal = new Portal(page, 'accessibility-dialogs');
  const inspector = new Inspector(page, 'accessibility-dialogs');
  const network = 'dialog-net';
  const store = 'Store';
  const database = 'dialog-db';
  const rule = 'Rule of dialogs';
  await portal.seeded();
  await portal.signIn(/Platform engineer/);

  const open = async (path: string, heading: string) => {
    await page.goto(`/infrakitchen/${path}`);
    await portal.expectHeading(heading);
    await portal.loaded();
  };
  const openResource = async (name: string) => {
    await page.goto(`/infrakitchen/resources?q=${name}`);
    await page.getByRole('link', { name, exact: true }).first().click();
    await portal.expectHeading(name);
  };
  const act = (action: string) =>
    page
      .getByRole('group', { name: 'Actions' })
      .getByRole('button', { name: action, exact: true })
      .click();
  const dialog = page.getByRole('dialog');

  await test.step('roles, rules and variables', async () => {
    await open('governance/access', 'Access');
    await inspector.lookOver('give-role', async () => {
      await portal.button('Give a role');
    });
    await open('governance/approval-rules/new', 'New approval rule');
    await page.getByRole('textbox', { name: /^Name/ }).fill(rule);
    await page.getByText('Who asked for it may approve').click();
    // An unfinished form is there again.
    await page.reload();
    await expect(page.getByText(/^Draft of .* restored$/)).toBeVisible();
    await inspector.look('draft');
    await inspector.lookOver('picker', async () => {
      const approvers = page.getByRole('combobox', { name: /Approvers/ });
      await approvers.fill('approvers');
      await expect(page.getByRole('option')).toHaveCount(1);
    });
    await portal.button('Save rule');
    await inspector.lookOver('delete-rule', async () => {
      await portal.button(`Delete ${rule}`);
    });
    await open('templates', 'Templates');
    await page.getByRole('link', { name: 'Network', exact: true }).click();
    await portal.openTab('Variables');
    await inspector.lookOver('rules-of-variable', async () => {
      await portal.button('Edit rules of cidr');
    });
  });

  await test.step('a plan that waits, and one that is like it', async () => {
    await portal.describeResource({
      template: 'Network',
      parent: { template: 'Region', name: 'us-dev' },
      name: network,
      values: { name: network },
    });
    await portal.finishWizard('Create');
    await portal.expectHeading(network);
    await portal.run('Dry run');
    await openResource(network);
    const provision = async () => {
      await act('Provision');
      await expect(
        dialog.getByRole('list', { name: 'Who has to approve it' }),
      ).toBeVisible();
    };
    await inspector.lookOver('reason', provision);
    await provision();
    await dialog.getByRole('button', { name: 'Provision' }).click();
    await portal.expectRun('Waiting for approval');
    await portal.choose('Compare with an earlier plan', /Dry run/);
    await expect(
      page.getByRole('region', { name: 'Comparison with an earlier plan' }),
    ).toBeVisible();
    await inspector.look('compare');
    await inspector.lookOver('decide', () => portal.button('Approve'));
    await portal.button('Approve');
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await portal.expectRun('Succeeded');
  });

  await test.step('the menu of a node', async () => {
    await openResource(network);
    await portal.openTab('Hierarchy');
    await inspector.lookOver('menu', async () => {
      await page.getByRole('button', { name: `Actions of ${network}` }).click();
      await expect(
        page.getByRole('menuitem', { name: 'Destroy', exact: true }),
      ).toBeVisible();
    });
  });

  await test.step('a sensitive output', async () => {
    await openResource(network);
    const networkId = page
      .getByRole('region', { name: 'Outputs' })
      .getByText(/^net-/)
      .first();
    const id = await networkId.innerText();
    await portal.importModule({
      path: 'database',
      tag: 'v1.1.0',
      name: store,
      parent: 'Region',
    });
    await portal.describeResource({
      template: store,
      parent: { template: 'Region', name: 'us-dev' },
      name: database,
      values: { name: database, network_id: id, cidr: '10.0.0.0/16' },
    });
    await portal.finishWizard('Create and provision');
    await portal.expectRun('Waiting for approval');
    await portal.button('Approve');
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await portal.expectRun('Succeeded');
    await openResource(database);
    const hide = 'Hide output password';
    await inspector.lookOver(
      'revealed',
      () => portal.button('Reveal output password'),
      {
        shown: page.getByRole('button', { name: hide }),
        close: () => portal.button(hide),
      },
    );
  });

  await test.step('what takes back', async () => {
    await openResource(network);
    await page.getByRole('link', { name: 'Edit' }).click();
    const flowLogs = portal.variable('enable_flow_logs');
    // The indicator of a switch lies over its input.
    await flowLogs.getByRole('switch').click({ force: true });
    await flowLogs.getByRole('radio', { name: 'true' }).click({ force: true });
    const review = async () => {
      await portal.button('Save as change');
      await expect(portal.impact()).toBeVisible();
    };
    await inspector.lookOver('impact', review);
    await portal.saveReviewed('Save as change');
    await inspector.lookOver('discard', () => act('Discard change'));
    await act('Discard change');
    await dialog
      .getByRole('button', { name: 'Discard change', exact: true })
      .click();
    await expect(dialog).toHaveCount(0);
  });

  await test.step('a cascade and its plans', async () => {
    await openResource('demo');
    const start = () => portal.button('Destroy with all below');
    await inspector.lookOver('cascade', start);
    await start();
    await portal.button('Show the plans');
    await portal.expectHeading('Destroy demo');
    await expect(
      page.getByRole('button', { name: 'Confirm', exact: true }),
    ).toBeVisible({ timeout: 120_000 });
    await inspector.lookOver('plan', () =>
      page
        .getByRole('button', { name: `Show plan of ${network}` })
        .first()
        .click(),
    );
    await inspector.lookOver('confirm-cascade', () => portal.button('Confirm'));
    await portal.button('Cancel');
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
    await expect(
      page.getByText('Cancelled', { exact: true }).first(),
    ).toBeVisible();
  });

  await test.step('what destroys, and leaves all as it was', async () => {
    await open('governance/approval-rules', 'Approval rules');
    await portal.button(`Delete ${rule}`);
    await portal.confirm('Delete', rule);
    await openResource(database);
    await inspector.lookOver('destroy', () => act('Destroy'));
    for (const name of [database, network]) {
      await openResource(name);
      await act('Destroy');
      await portal.confirm('Destroy', name);
      await portal.expectRun('Succeeded');
      await portal.openTab('Overview');
      await act('Delete');
      await portal.confirm('Delete', name);
      await portal.expectHeading('Resources');
    }
  });
});
