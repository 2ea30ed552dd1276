import { expect, test, type Browser, type Page } from '@playwright/test';
import { Portal } from './portal';

const rule = 'Four eyes';
const label = 'four-eyes';
const resource = 'guarded';

/** Everybody has a browser of their own. */
async function person(browser: Browser, who: string, identity: RegExp) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const portal = new Portal(page, `approval-${who}`);
  await portal.seeded();
  await portal.signIn(identity);
  return { page, portal };
}

/** The digest of the plan that a run's page shows. */
async function planDigest(page: Page): Promise<string> {
  const plan = page.getByRole('region', { name: 'Plan', exact: true });
  const line = plan.getByText(/^Digest /);
  await expect(line).toBeVisible();
  return (await line.locator('code').innerText()).trim();
}

const inInbox = (page: Page, title: string) =>
  page.getByRole('listitem', { name: title, exact: true });

test('a plan of one person is applied as another one approves it', async ({
  browser,
}) => {
  const engineer = await person(browser, 'engineer', /Platform engineer/);
  const developer = await person(browser, 'developer', /^Developer/);
  const approver = await person(browser, 'approver', /^Approver/);

  await test.step('an engineer asks for four eyes on what has a label', async () => {
    const { page, portal } = engineer;
    await page.goto('/infrakitchen/governance/approval-rules');
    await page.getByRole('link', { name: 'Create rule' }).first().click();
    await portal.expectHeading('New approval rule');
    await page.getByRole('textbox', { name: /^Name/ }).fill(rule);
    await portal.choose('What it is about', 'Resources with a label');
    await page.getByRole('textbox', { name: /^Label/ }).fill(label);
    await page.getByRole('combobox', { name: /Approvers/ }).fill('approvers');
    await page.getByRole('option', { name: /Approvers \(group\)/ }).click();
    await expect(
      page.getByRole('region', { name: 'What the rule says' }),
    ).toContainText(
      `Every change of a resource with the label ${label} needs 1 approval by approvers (group).`,
    );
    await portal.picture('rule');
    await portal.button('Save rule');
    await expect(
      page.getByRole('row', { name: new RegExp(rule) }),
    ).toBeVisible();
    await portal.picture('rules');
  });

  let runUrl = '';
  let digest = '';
  await test.step('a developer provisions, sees that it waits, and cannot approve', async () => {
    const { page, portal } = developer;
    await portal.describeResource({
      template: 'Network',
      parent: { template: 'Region', name: 'us-dev' },
      name: resource,
      values: { name: resource },
    });
    await page.getByRole('textbox', { name: 'Labels' }).fill(label);
    await portal.finishWizard('Create');
    await portal.expectHeading(resource);
    await page
      .getByRole('group', { name: 'Actions' })
      .getByRole('button', { name: 'Provision', exact: true })
      .click();
    const dialog = page.getByRole('dialog');
    await expect(
      dialog.getByRole('list', { name: 'Who has to approve it' }),
    ).toContainText(rule);
    await dialog
      .getByRole('textbox', { name: /Reason/ })
      .fill('The shop needs a network');
    await portal.picture('who-approves');
    await dialog.getByRole('button', { name: 'Provision' }).click();
    await portal.expectRun('Waiting for approval');
    digest = await planDigest(page);
    runUrl = page.url();
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    await expect(approve).toHaveAttribute('aria-disabled', 'true');
    await expect(approve).toHaveAccessibleDescription(/you requested it/);
    await portal.picture('waits');
  });

  await test.step('an approver sees exactly that plan and approves it', async () => {
    const { page, portal } = approver;
    await page.goto('/infrakitchen/approvals');
    const item = inInbox(page, `Provision of ${resource}`);
    await expect(item).toContainText('developer');
    await expect(item).toContainText('The shop needs a network');
    await portal.picture('inbox');
    await item.getByRole('link', { name: `Provision of ${resource}` }).click();
    await portal.expectRun('Waiting for approval');
    expect(await planDigest(page)).toBe(digest);
    await expect(
      page.getByText('democloud_network.this', { exact: false }).first(),
    ).toBeVisible();
    await portal.picture('plan');

    await page.goto('/infrakitchen/approvals');
    await item.getByRole('button', { name: 'Approve', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(digest);
    await dialog
      .getByRole('textbox', { name: /Comment/ })
      .fill('Fits the address plan');
    await portal.picture('approve');
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(item).toHaveCount(0);
  });

  await test.step('exactly that plan is applied', async () => {
    const { page, portal } = developer;
    await page.goto(runUrl);
    await portal.expectRun('Succeeded');
    expect(await planDigest(page)).toBe(digest);
    await expect(
      page
        .getByRole('table', { name: 'Decisions' })
        .or(page.getByRole('region', { name: 'Decisions' }))
        .first(),
    ).toContainText('Fits the address plan');
    const steps = page.getByRole('list', { name: 'Steps of the run' });
    const states = (await steps.getByRole('listitem').allInnerTexts()).map(
      text => text.split('\n')[0].trim(),
    );
    const at = (state: string) =>
      states.findIndex(text => text.startsWith(state));
    expect(at('Waiting for approval')).toBeGreaterThan(-1);
    expect(at('Applying')).toBeGreaterThan(at('Waiting for approval'));
    // Planned once: what was approved is what was applied.
    expect(states.filter(text => text.startsWith('Planning'))).toHaveLength(1);
    await portal.picture('applied');
  });

  await test.step('an edit waits in the same way, and is rejected with a reason', async () => {
    const { page, portal } = developer;
    await page.goto('/infrakitchen/resources');
    await page
      .getByRole('link', { name: resource, exact: true })
      .first()
      .click();
    await page.getByRole('link', { name: 'Edit' }).click();
    const flowLogs = portal.variable('enable_flow_logs');
    // The indicator of a switch lies over its input.
    await flowLogs.getByRole('switch').click({ force: true });
    await flowLogs.getByRole('radio', { name: 'true' }).click({ force: true });
    await expect(
      page.getByRole('list', { name: 'Who has to approve it' }),
    ).toContainText(rule);
    await portal.saveReviewed('Save and apply');
    await portal.expectRun('Waiting for approval');
    await portal.picture('edit-waits');
    const editUrl = page.url();

    await approver.page.goto('/infrakitchen/approvals');
    const item = inInbox(approver.page, `Update of ${resource}`);
    await item.getByRole('button', { name: 'Reject', exact: true }).click();
    const dialog = approver.page.getByRole('dialog');
    const reject = dialog.getByRole('button', { name: 'Reject', exact: true });
    await expect(reject).toBeDisabled();
    await dialog
      .getByRole('textbox', { name: /Comment/ })
      .fill('Flow logs cost too much');
    await reject.click();
    await expect(item).toHaveCount(0);

    await page.goto(editUrl);
    await portal.expectRun('Rejected');
    await expect(
      page.getByText('Flow logs cost too much').first(),
    ).toBeVisible();
    await portal.picture('rejected');
  });

  await test.step('the audit trail tells who asked and who decided', async () => {
    const { page, portal } = engineer;
    await page.goto(
      '/infrakitchen/governance/audit?actor=user%3Adefault%2Fapprover',
    );
    const entries = page.getByRole('region', { name: 'Audit entries' });
    await expect(
      entries.getByRole('row', { name: /Run approved/ }).first(),
    ).toContainText(digest);
    await expect(entries).toContainText(/rejected/i);
    await portal.picture('audit-of-approver');
    await page.goto(
      '/infrakitchen/governance/audit?actor=user%3Adefault%2Fdeveloper',
    );
    await expect(entries).toContainText(resource);
    await expect(entries).toContainText('Run queued');
    const download = page.waitForEvent('download');
    await portal.button('Export as CSV');
    expect((await download).suggestedFilename()).toBe('infrakitchen-audit.csv');
    await portal.picture('audit-of-developer');
  });

  await test.step('the rule goes, so that others are not asked', async () => {
    const { page, portal } = engineer;
    await page.goto('/infrakitchen/governance/approval-rules');
    await portal.button(`Delete ${rule}`);
    await portal.confirm('Delete', rule);
    await expect(page.getByRole('row', { name: new RegExp(rule) })).toHaveCount(
      0,
    );
  });
});
