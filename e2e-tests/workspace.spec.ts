import { expect, test, type Browser, type Page } from '@playwright/test';
import { GitHost } from './gitHost';
import { Portal } from './portal';

const resource = 'shared-core';
const folder = `network/${resource.replace('-', '_')}`;
const other = 'shared-edge';

/** Everybody has a browser of their own. */
async function person(browser: Browser, who: string, identity: RegExp) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const portal = new Portal(page, `workspace-${who}`);
  await portal.seeded();
  await portal.signIn(identity);
  return { page, portal };
}

const section = (page: Page, name: string) =>
  page.getByRole('region', { name, exact: true });

/** The digest of the plan that a run's page shows. */
async function planDigest(page: Page): Promise<string> {
  const line = section(page, 'Plan').getByText(/^Digest /);
  await expect(line).toBeVisible();
  return (await line.locator('code').innerText()).trim();
}

/** Waits for the pull request of the run, and tells its branch. */
async function branchOf(page: Page): Promise<string> {
  const pullRequest = section(page, 'Pull request');
  await expect(pullRequest.getByText('open', { exact: true })).toBeVisible();
  return (await pullRequest.locator('code').first().innerText()).trim();
}

async function create(portal: Portal, name: string) {
  await portal.describeResource({
    template: 'Network',
    parent: { template: 'Region', name: 'eu-shared' },
    name,
    values: { name },
  });
  await portal.finishWizard('Create');
  await portal.expectHeading(name);
}

/** Asks for a run, for a reason. */
async function ask(page: Page, action: string, reason: string) {
  await page
    .getByRole('group', { name: 'Actions' })
    .getByRole('button', { name: action, exact: true })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /Reason/ }).fill(reason);
  return dialog;
}

/** Pictures of what is on the page, as others see it. */
async function looks(portal: Portal, name: string): Promise<void> {
  const { page } = portal;
  const size = page.viewportSize()!;
  await portal.picture(name);
  await page.emulateMedia({ colorScheme: 'dark' });
  await portal.picture(`${name}-dark`);
  await page.setViewportSize({ width: 360, height: 780 });
  await portal.picture(`${name}-360`);
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth),
  ).toBeLessThanOrEqual(360);
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: 'light' });
}

test('what a resource needs goes through pull requests of a repository', async ({
  browser,
}) => {
  const git = new GitHost();
  const developer = await person(browser, 'developer', /^Developer/);
  const engineer = await person(browser, 'engineer', /Platform engineer/);
  const approver = await person(browser, 'approver', /^Approver/);
  let resourceUrl = '';
  let runUrl = '';
  let digest = '';
  let branch = '';

  await test.step('a developer provisions, and a pull request has the plan', async () => {
    const { page, portal } = developer;
    await create(portal, resource);
    resourceUrl = page.url();
    const dialog = await ask(page, 'Provision', 'Teams need a network');
    await expect(
      dialog.getByRole('list', { name: 'Who has to approve it' }),
    ).toContainText('Merge of the pull request');
    await portal.picture('who-approves');
    await dialog.getByRole('button', { name: 'Provision' }).click();
    await portal.expectRun('Waiting for approval');
    branch = await branchOf(page);
    digest = await planDigest(page);
    runUrl = page.url();
    expect(await git.lastCommit(branch)).toMatch(/^Developer: /);
    expect(await git.file(`${folder}/main.tf`)).toBeUndefined();
    await looks(portal, 'run-waits');
  });

  await test.step('the tab of the resource shows the branch', async () => {
    const { page, portal } = developer;
    await portal.openTab('Workspace');
    await expect(section(page, 'Place')).toContainText(folder);
    await expect(
      section(page, 'Pull request').getByRole('table', {
        name: `${folder}/main.tf`,
      }),
    ).toContainText('module');
    await expect(section(page, 'Generated code')).toContainText(
      'Nothing was merged yet',
    );
    await looks(portal, 'tab-open');
    await section(page, 'Place').getByRole('link').first().click();
    await portal.openTab('Pull requests');
    await expect(
      page.getByRole('row', { name: `#1 Provision ${resource} (Network)` }),
    ).toContainText('open');
    await looks(portal, 'workspace');
  });

  await test.step('somebody merges it in git, and exactly that plan is applied', async () => {
    const { page, portal } = developer;
    await git.merge(branch);
    await page.goto(runUrl);
    await portal.expectRun('Succeeded');
    expect(await planDigest(page)).toBe(digest);
    const steps = page.getByRole('list', { name: 'Steps of the run' });
    const states = await steps.getByRole('listitem').allInnerTexts();
    // Planned once: what was merged is what was applied.
    expect(states.filter(text => text.startsWith('Planning'))).toHaveLength(1);
    const tags = await portal.cloudTags(resource);
    expect(tags).toMatchObject({ team: 'platform' });
    await expect(
      section(page, 'Pull request').getByText('merged', { exact: true }),
    ).toBeVisible();
    const comments = section(page, 'Comments');
    await expect(comments).toContainText('Applied.');
    await expect(comments).toContainText('InfraKitchen');
    await looks(portal, 'run-applied');
    await expect
      .poll(() => git.comments(1))
      .toContainEqual(expect.stringMatching(/applied/i));
    await portal.openTab('Workspace');
    await expect(section(page, 'Generated code')).toContainText(
      'as it was merged last',
    );
    await looks(portal, 'tab-merged');
  });

  await test.step('what somebody edits by hand is shown, and taken back', async () => {
    const { page, portal } = developer;
    const generated = await git.file(`${folder}/main.tf`);
    await git.edit(`${folder}/main.tf`, '# by hand\n');
    const code = section(page, 'Generated code');
    await code.getByRole('button', { name: 'Look again' }).click();
    await expect(code).toContainText('edited by hand');
    await expect(
      code.getByRole('table', { name: `${folder}/main.tf` }),
    ).toContainText('# by hand');
    await looks(portal, 'tab-edited');
    await code.getByRole('button', { name: 'Take back' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Open pull request' })
      .click();
    await expect(code.getByText('open', { exact: true })).toBeVisible();
    await git.merge(`restore_${folder.split('/')[1]}`);
    await section(page, 'Pull request')
      .getByRole('button', { name: 'Refresh' })
      .click();
    await expect(code).toContainText('as it was merged last');
    expect(await git.file(`${folder}/main.tf`)).toBe(generated);
  });

  await test.step('a destroy is approved in the portal, which merges it', async () => {
    const { page, portal } = engineer;
    await page.goto(resourceUrl);
    await portal.expectHeading(resource);
    const dialog = await ask(page, 'Destroy', 'No team is left');
    await dialog
      .getByRole('textbox', { name: `Type ${resource} to confirm` })
      .fill(resource);
    await dialog.getByRole('button', { name: 'Destroy', exact: true }).click();
    await portal.expectRun('Waiting for approval');
    await branchOf(page);
    const destroyUrl = page.url();
    await portal.openTab('Workspace');
    await expect(
      section(page, 'Pull request')
        .getByText(/^removed, /)
        .first(),
    ).toBeVisible();
    await portal.picture('tab-destroy');

    await approver.page.goto('/infrakitchen/approvals');
    const item = approver.page.getByRole('listitem', {
      name: `Destroy of ${resource}`,
      exact: true,
    });
    await expect(item).toContainText('open');
    await looks(approver.portal, 'inbox');
    await item.getByRole('button', { name: 'Approve', exact: true }).click();
    const approval = approver.page.getByRole('dialog');
    await expect(approval).toContainText('merges the pull request');
    await approver.portal.picture('approve');
    await approval
      .getByRole('button', { name: 'Approve', exact: true })
      .click();
    await expect(item).toHaveCount(0);

    await page.goto(destroyUrl);
    await portal.expectRun('Succeeded');
    expect(await git.file(`${folder}/main.tf`)).toBeUndefined();
    expect(await portal.cloudTags(resource)).toBeUndefined();
    await portal.picture('destroyed');
  });

  await test.step('a rejected one is closed, and nothing of it is merged', async () => {
    const { page, portal } = developer;
    await create(portal, other);
    const dialog = await ask(page, 'Provision', 'One more');
    await dialog.getByRole('button', { name: 'Provision' }).click();
    await portal.expectRun('Waiting for approval');
    await branchOf(page);
    const before = await git.head();
    const url = page.url();

    await approver.page.goto('/infrakitchen/approvals');
    const item = approver.page.getByRole('listitem', {
      name: `Provision of ${other}`,
      exact: true,
    });
    await item.getByRole('button', { name: 'Reject', exact: true }).click();
    const rejection = approver.page.getByRole('dialog');
    await expect(rejection).toContainText('closed without merging');
    await rejection
      .getByRole('textbox', { name: /Comment/ })
      .fill('One network is enough');
    await rejection
      .getByRole('button', { name: 'Reject', exact: true })
      .click();
    await expect(item).toHaveCount(0);

    await page.goto(url);
    await portal.expectRun('Rejected');
    await expect(
      section(page, 'Pull request').getByText('closed', { exact: true }),
    ).toBeVisible();
    expect(await git.head()).toBe(before);
    expect(await portal.cloudTags(other)).toBeUndefined();
    await portal.picture('rejected');
  });
});
