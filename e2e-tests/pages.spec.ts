import { expect, test } from '@playwright/test';
import { barriers, overflow } from './barriers';
import { Portal } from './portal';

const screens = [
  { name: 'wide and light', width: 1440, colorScheme: 'light' },
  { name: 'wide and dark', width: 1440, colorScheme: 'dark' },
  { name: 'narrow', width: 360, colorScheme: 'light' },
] as const;

for (const screen of screens) {
  test(`the pages can be read and used on a screen that is ${screen.name}`, async ({
    page,
  }) => {
    const portal = new Portal(page, `pages-${screen.name.replace(/ /g, '-')}`);
    const errors: string[] = [];
    page.on('console', message => {
      if (message.type() === 'error') {
        errors.push(message.text());
      }
    });
    page.on('pageerror', error => errors.push(error.message));
    await page.emulateMedia({
      colorScheme: screen.colorScheme,
      reducedMotion: 'reduce',
    });
    await portal.seeded();
    await portal.signIn(/Platform engineer/);
    await page.setViewportSize({ width: screen.width, height: 900 });

    const check = async (name: string) => {
      // What is pointed at has other colours.
      await page.mouse.move(0, 0);
      await portal.picture(name);
      // What comes and goes is see-through for a moment.
      await expect
        .poll(() => barriers(page), { message: name, timeout: 10_000 })
        .toEqual([]);
      expect(await overflow(page), `${name} scrolls sideways`).toEqual([]);
    };
    const open = async (path: string, heading: string) => {
      await page.goto(`/infrakitchen/${path}`);
      await portal.expectHeading(heading);
      await portal.loaded();
    };

    await open('overview', 'Infrastructure');
    await check('overview');
    await open('templates', 'Templates');
    await check('templates');
    await page.getByText('Graph', { exact: true }).click();
    await expect(
      page.getByRole('region', { name: 'Hierarchy graph' }),
    ).toBeVisible();
    await check('graph');
    await open('templates/import', 'Import a module');
    await check('import');
    await open('templates', 'Templates');
    await page.getByRole('link', { name: 'Network', exact: true }).click();
    await portal.expectHeading('Network');
    for (const tab of [
      'Versions',
      'Variables',
      'Violations',
      'Activity',
      'Settings',
    ]) {
      await portal.openTab(tab);
      await portal.loaded();
      await check(`template-${tab.toLowerCase()}`);
    }
    await portal.openTab('Versions');
    await page.getByRole('button', { name: 'Compare' }).first().click();
    await expect(
      page.getByRole('region', { name: 'Differences' }),
    ).toBeVisible();
    await check('version-compare');

    await open('resources', 'Resources');
    await check('resources');
    await page
      .getByRole('rowheader')
      .getByRole('link', { name: 'dev-network', exact: true })
      .click();
    await portal.expectHeading('dev-network');
    await check('resource');
    for (const tab of ['Change', 'Runs', 'State', 'Activity', 'Settings']) {
      await portal.openTab(tab);
      await portal.loaded();
      await check(`resource-${tab.toLowerCase()}`);
    }
    await portal.button('Detach from us-dev');
    await portal.button('Change parents');
    await expect(portal.impact()).toBeVisible();
    await check('resource-move');
    await portal.button('Keep as it is');

    await open('resources', 'Resources');
    await page
      .getByRole('rowheader')
      .getByRole('link', { name: 'demo', exact: true })
      .click();
    await portal.button('Destroy with all below');
    await check('cascade-asked');
    await portal.button('Show the plans');
    await portal.expectHeading('Destroy demo');
    await expect(
      page.getByRole('button', { name: 'Confirm', exact: true }),
    ).toBeVisible({ timeout: 120_000 });
    await check('cascade');
    await portal.button('Cancel');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Cancel', exact: true })
      .click();
    await expect(
      page.getByText('Cancelled', { exact: true }).first(),
    ).toBeVisible();
    await open('cascades', 'Cascades');
    await check('cascades');

    await open('resources/new', 'Create a resource');
    await check('create');
    await open('runs', 'Runs');
    await check('runs');
    await open('approvals', 'Approvals');
    await check('approvals');
    await open('approvals/all', 'Approvals');
    await check('approvals-all');
    await open('projects', 'Projects');
    await check('projects');
    await open('projects/new', 'New project');
    await check('project-new');
    await open('projects', 'Projects');
    await page.getByRole('link', { name: 'Demo', exact: true }).click();
    await portal.openTab('Settings');
    await page.getByRole('textbox', { name: 'Tag value' }).first().fill('9000');
    await portal.button('Save');
    await expect(portal.impact()).toBeVisible();
    await check('project-impact');
    await portal.button('Keep as it is');

    for (const [path, heading] of [
      ['integration', 'Integrations'],
      ['secret', 'Secrets'],
      ['storage', 'Storages'],
      ['encryption', 'Encryption'],
    ]) {
      await open(`integrations/${path}`, heading);
      await check(`connections-${path}`);
    }
    const connection = `tool-${screen.width}-${screen.colorScheme}`;
    await open('integrations/integration/new', 'New integration');
    await portal.choose('Provider', 'Environment variables');
    await page.getByRole('textbox', { name: /^Name/ }).fill(connection);
    await portal.addSecret('Variables', 'TOOL_TOKEN', 'a-token');
    await check('connection-new');
    await portal.button('Create integration');
    await portal.expectHeading(connection);
    await portal.button('Test');
    await expect(page.getByRole('list', { name: 'Checks' })).toBeVisible();
    await check('connection');
    await portal.openTab('Settings');
    await check('connection-settings');
    await portal.button('Delete');
    await portal.confirm('Delete', connection);
    await portal.expectHeading('Integrations');

    await open('governance/access', 'Access');
    await check('access');
    await portal.button('Give a role');
    await expect(page.getByRole('dialog')).toBeVisible();
    await check('give-role');
    await page.keyboard.press('Escape');
    await open('governance/approval-rules', 'Approval rules');
    await check('approval-rules');
    await open('governance/approval-rules/new', 'New approval rule');
    await check('approval-rule-new');
    await open('governance/audit', 'Audit');
    await check('audit');
    expect(errors).toEqual([]);
  });
}
