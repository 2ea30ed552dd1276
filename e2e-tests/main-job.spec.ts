import { expect, test } from '@playwright/test';
import { Portal } from './portal';

test('import, create, dry run, provision, feed a child, update, destroy, delete', async ({
  page,
}) => {
  const portal = new Portal(page, 'main-job');
  await portal.seeded();
  await page.goto('/');
  await portal.picture('sign-in');
  await portal.signIn(/Platform engineer/);
  await portal.picture('overview');

  await test.step('import two modules; one is fed by the other', async () => {
    await portal.importModule({
      path: 'network',
      tag: 'v1.1.0',
      name: 'Edge network',
      parent: 'Region',
    });
    await portal.importModule({
      path: 'cluster',
      tag: 'v1.1.0',
      name: 'Edge cluster',
      parent: 'Edge network',
    });
    await portal.openTab('Variables');
    await portal.button('Edit rules of network_id');
    await portal.choose('Reference to template', 'Edge network');
    await portal.choose('Output', /^network_id/);
    await portal.picture('reference');
    await portal.button('Save rules');
    await expect(
      page.getByText('from output network_id', { exact: true }),
    ).toBeVisible();
  });

  await test.step('create a network and look at its plan', async () => {
    await portal.describeResource({
      template: 'Edge network',
      parent: { template: 'Region', name: 'us-dev' },
      name: 'edge',
      values: { name: 'edge' },
    });
    await expect(portal.variable('region')).toContainText('us-east-1');
    await expect(portal.variable('region')).toContainText('us-dev');
    await portal.figure('values', {
      from: page.getByRole('heading', { name: 'Variables', exact: true }),
    });
    await portal.finishWizard('Create');
    await portal.expectHeading('edge');
    await portal.picture('created');
    await portal.run('Dry run');
    await expect(
      page.getByText('democloud_network.this', { exact: false }).first(),
    ).toBeVisible();
    await portal.picture('dry-run');
  });

  await test.step('provision it', async () => {
    await portal.run('Provision');
    await portal.figure('provisioned-run');
    // The module starts a program that prints colours.
    await page
      .getByRole('searchbox', { name: 'Search log' })
      .fill('local-exec');
    const log = page.getByRole('log', { name: 'Run log' });
    await expect(log.getByText('no flow logs')).toHaveText('⚠ no flow logs');
    await expect(log.getByText('PASS', { exact: true })).toHaveCSS(
      'background-color',
      /^rgb\(/,
    );
    await expect(log).not.toContainText('[32m');
    await portal.picture('colours-of-the-log');
    await portal.openTab('Overview');
    await expect(
      page.getByText('Provisioned', { exact: true }).first(),
    ).toBeVisible();
    await expect(
      page.getByRole('region', { name: 'Outputs' }).getByText('network_id'),
    ).toBeVisible();
    await portal.picture('outputs');
  });

  await test.step('create and provision a child that inherits', async () => {
    await portal.describeResource({
      template: 'Edge cluster',
      parent: { template: 'Edge network', name: 'edge' },
      name: 'apps',
      values: { name: 'apps' },
    });
    await expect(portal.variable('region')).toContainText('us-east-1');
    await expect(portal.variable('network_id')).toContainText('edge');
    await portal.picture('child-values');
    await portal.finishWizard('Create and provision');
    await portal.expectRun('Succeeded');
    await portal.openTab('Overview');
    const values = page.getByRole('region', { name: 'Values', exact: true });
    await expect(
      values.getByRole('row').filter({ hasText: 'network_id' }),
    ).toContainText('from edge');
    await expect(
      values.getByRole('row').filter({ hasText: 'region' }).first(),
    ).toContainText('from us-dev');
    await portal.figure('child', { from: values });
  });

  await test.step('see both in the overview', async () => {
    await page.goto('/infrakitchen/overview');
    const runs = page.getByRole('region', { name: 'Recent runs' });
    await expect(runs.getByRole('link', { name: 'apps' })).toBeVisible();
    await portal.figure('overview');
  });

  await test.step('update the network', async () => {
    await page.goto('/infrakitchen/resources');
    await page.getByRole('link', { name: 'edge', exact: true }).first().click();
    await page.getByRole('link', { name: 'Edit' }).click();
    const flowLogs = portal.variable('enable_flow_logs');
    // The indicator of a switch lies over its input.
    await flowLogs.getByRole('switch').click({ force: true });
    await flowLogs.getByRole('radio', { name: 'true' }).click({ force: true });
    await portal.saveReviewed('Save as change');
    await expect(
      page.getByRole('button', { name: 'Discard change' }),
    ).toBeVisible();
    await portal.picture('pending-change');
    await portal.run('Update');
    await portal.picture('updated');
  });

  await test.step('what has living children cannot be destroyed', async () => {
    await portal.openTab('Overview');
    await expect(page.getByRole('group', { name: 'Actions' })).toContainText(
      /apps/,
    );
  });

  await test.step('destroy and delete, the child first', async () => {
    for (const name of ['apps', 'edge']) {
      await page.goto('/infrakitchen/resources');
      await page.getByRole('link', { name, exact: true }).first().click();
      await portal.expectHeading(name);
      await portal.run('Destroy', { confirm: name });
      await portal.picture(`destroyed-${name}`);
      await portal.openTab('Overview');
      await page
        .getByRole('group', { name: 'Actions' })
        .getByRole('button', { name: 'Delete', exact: true })
        .click();
      await portal.confirm('Delete', name);
      await portal.expectHeading('Resources');
      await expect(page.getByRole('link', { name, exact: true })).toHaveCount(
        0,
      );
    }
    await portal.picture('deleted');
  });
});
