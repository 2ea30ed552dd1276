import axe from 'axe-core';
import { expect, test, type Page } from '@playwright/test';
import { Portal } from './portal';

const screens = [
  { name: 'wide and light', width: 1440, colorScheme: 'light' },
  { name: 'wide and dark', width: 1440, colorScheme: 'dark' },
  { name: 'narrow', width: 390, colorScheme: 'light' },
] as const;

/** What keeps somebody from reading or using the page. */
async function barriers(page: Page): Promise<string[]> {
  // A script tag would be refused by the portal's content security policy.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (window as any).axe.run(
      // The item of Backstage's notifications counts beside its name.
      { exclude: ['a[href="/notifications"]'] },
      {
        rules: {
          // Tabs that are links to pages have no panel that they control, but
          // Backstage UI names one.
          'aria-valid-attr-value': { enabled: false },
        },
      },
    );
    return violations
      .filter(({ impact }: { impact: string }) =>
        ['serious', 'critical'].includes(impact),
      )
      .map(
        (violation: { id: string; nodes: Array<{ html: string }> }) =>
          `${violation.id}: ${violation.nodes[0].html.slice(0, 200)}`,
      );
  });
}

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
      await portal.picture(name);
      expect(await barriers(page), name).toEqual([]);
      const [content, width] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(content, `${name} scrolls sideways`).toBeLessThanOrEqual(width);
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
    for (const tab of ['Versions', 'Variables', 'Activity', 'Settings']) {
      await portal.openTab(tab);
      await portal.loaded();
      await check(`template-${tab.toLowerCase()}`);
    }

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
