import { expect, test, type Page } from '@playwright/test';
import { barriers, overflow } from './barriers';
import { Portal } from './portal';

const screens = [
  { name: 'light', width: 1440, colorScheme: 'light' },
  { name: 'dark', width: 1440, colorScheme: 'dark' },
  { name: '360', width: 360, colorScheme: 'light' },
] as const;

/** Looks at a page on all screens; what is wrong with one keeps none from the others. */
class Inspector {
  readonly #portal: Portal;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.#portal = new Portal(page, 'accessibility');
  }

  async look(name: string): Promise<void> {
    const page = this.#page;
    for (const { name: screen, width, colorScheme } of screens) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      // What is pointed at has other colours.
      await page.mouse.move(0, 0);
      await this.#portal.picture(`${name}-${screen}`);
      let barred = await barriers(page);
      for (let tries = 0; barred.length > 0 && tries < 3; tries += 1) {
        // What comes and goes is see-through for a moment.
        await page.waitForTimeout(500);
        barred = await barriers(page);
      }
      expect
        .soft([...barred, ...(await overflow(page))], `${name}, ${screen}`)
        .toEqual([]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  /** A page and all its tabs. */
  async lookAtTabs(name: string): Promise<void> {
    const page = this.#page;
    const tabs = page.getByRole('main').getByRole('tab');
    const hrefs = await tabs.evaluateAll(all =>
      all.map(tab => tab.getAttribute('href') ?? ''),
    );
    expect(hrefs.length, `${name} has tabs`).toBeGreaterThan(1);
    for (const href of hrefs) {
      await page.goto(href);
      await this.#portal.loaded();
      await expect(tabs.first()).toBeVisible();
      await this.look(`${name}-${href.split('/').pop()}`);
    }
  }
}

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
