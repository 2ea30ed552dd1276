import { readFile } from 'node:fs/promises';
import {
  expect,
  test,
  type Browser,
  type BrowserContext,
  type Page,
} from '@playwright/test';
import { Portal } from './portal';

/*
 * What each role does, told in the order in which one hands over to the next:
 * a story begins with what the one before has left.
 */
test.describe.configure({ mode: 'serial' });

const template = 'Shop network';
const rule = 'Networks of shops';
const connection = 'cloud-tool';
const resource = 'shop-core';
const reason = 'The shop needs a network';
const comment = 'Fits the address plan';

const identities = {
  engineer: /Platform engineer/,
  developer: /^Developer/,
  approver: /^Approver/,
  auditor: /^Auditor/,
};
type Role = keyof typeof identities;

const contexts: BrowserContext[] = [];

/** Everybody has a browser of their own. */
async function signInAs(browser: Browser, role: Role) {
  const context = await browser.newContext();
  contexts.push(context);
  const page = await context.newPage();
  const portal = new Portal(page, `story-${role}`);
  await portal.seeded();
  await portal.signIn(identities[role]);
  return { page, portal };
}

test.afterEach(async () => {
  await Promise.all(contexts.splice(0).map(context => context.close()));
});

/** The digest of the plan that a run's page shows. */
async function planDigest(page: Page): Promise<string> {
  const plan = page.getByRole('region', { name: 'Plan', exact: true });
  const line = plan.getByText(/^Digest /);
  await expect(line).toBeVisible();
  return (await line.locator('code').innerText()).trim();
}

async function openResource(page: Page, name: string) {
  await page.goto(`/infrakitchen/resources?q=${name}`);
  await page.getByRole('link', { name, exact: true }).first().click();
}

const inInbox = (page: Page, title: string) =>
  page.getByRole('listitem', { name: title, exact: true });

const actionsOf = (page: Page) => page.getByRole('group', { name: 'Actions' });

// What one story leaves for those after it.
let runUrl = '';
let digest = '';

test('a platform engineer connects, imports, arranges, and sets the rules', async ({
  browser,
}) => {
  const { page, portal } = await signInAs(browser, 'engineer');

  await test.step('connect what runs may use', async () => {
    await page.goto('/infrakitchen/integrations/integration/new');
    await portal.expectHeading('New integration');
    await portal.choose('Provider', 'Environment variables');
    await page.getByRole('textbox', { name: /^Name/ }).fill(connection);
    await portal.addSecret('Variables', 'TOOL_TOKEN', 'a-token-of-a-tool');
    await portal.button('Create integration');
    await portal.expectHeading(connection);
    await portal.button('Test');
    await expect(page.getByRole('list', { name: 'Checks' })).toBeVisible();
    await expect(page.locator('body')).not.toContainText('a-token-of-a-tool');
    await portal.figure('connection');
  });

  await test.step('import a module, having seen its variables', async () => {
    await portal.importModule({
      path: 'network',
      tag: 'v1.1.0',
      name: template,
      parent: 'Region',
    });
    await page.goto('/infrakitchen/templates');
    await page.getByText('Graph', { exact: true }).click();
    await expect(
      page
        .getByRole('region', { name: 'Hierarchy graph' })
        .getByText(template, { exact: true }),
    ).toBeVisible();
    await portal.figure('hierarchy');
  });

  await test.step('say what its variables may be', async () => {
    await page.goto('/infrakitchen/templates');
    await page.getByRole('link', { name: template, exact: true }).click();
    await portal.openTab('Variables');
    await portal.button('Edit rules of cidr');
    await portal.fill('Options', '10.0.0.0/16\n10.40.0.0/16');
    await portal.picture('rules-of-variable');
    await portal.button('Save rules');
    await expect(
      page.getByRole('row', { name: /^cidr/ }).first(),
    ).toContainText('2 options');
    await portal.figure('variables');
  });

  await test.step('ask for a second pair of eyes', async () => {
    await page.goto('/infrakitchen/governance/approval-rules');
    await page.getByRole('link', { name: 'Create rule' }).first().click();
    await portal.expectHeading('New approval rule');
    await page.getByRole('textbox', { name: /^Name/ }).fill(rule);
    await portal.choose('What it is about', 'Resources of a template');
    await portal.pick(/^Template/, template);
    // Whoever is chosen already is not chosen twice.
    for (const _ of ['once', 'twice']) {
      const approvers = await portal.pick(
        /Approvers/,
        'approvers',
        'Approvers (group)',
      );
      // Empty, and ready for the next one.
      await expect(approvers).toHaveValue('');
      await expect(approvers).toBeFocused();
    }
    await expect(
      page.getByRole('region', { name: 'What the rule says' }),
    ).toContainText(/needs 1 approval by approvers \(group\)/);
    await portal.figure('approval-rule', {
      from: page.getByRole('region', { name: 'What the rule says' }),
    });
    await portal.button('Save rule');
    await expect(
      page.getByRole('row', { name: new RegExp(rule) }),
    ).toBeVisible();
    await portal.picture('rules');
  });
});

test('a developer creates, looks at the plan, and waits for an approval', async ({
  browser,
}) => {
  const { page, portal } = await signInAs(browser, 'developer');

  await test.step('create a resource', async () => {
    await portal.describeResource({
      template,
      parent: { template: 'Region', name: 'us-dev' },
      name: resource,
      values: { name: resource },
    });
    await expect(portal.variable('region')).toContainText('us-dev');
    await portal.finishWizard('Create');
    await portal.expectHeading(resource);
  });

  await test.step('a dry run asks nobody', async () => {
    await portal.run('Dry run');
    await expect(
      page.getByText('democloud_network.this', { exact: false }).first(),
    ).toBeVisible();
    expect(await portal.cloudTags(resource)).toBeUndefined();
  });

  await test.step('what is to be built waits, and says for whom', async () => {
    await openResource(page, resource);
    await actionsOf(page)
      .getByRole('button', { name: 'Provision', exact: true })
      .click();
    const dialog = page.getByRole('dialog');
    await expect(
      dialog.getByRole('list', { name: 'Who has to approve it' }),
    ).toContainText(rule);
    await dialog.getByRole('textbox', { name: /Reason/ }).fill(reason);
    await portal.figure('who-approves');
    await dialog.getByRole('button', { name: 'Provision' }).click();
    await portal.expectRun('Waiting for approval');
    digest = await planDigest(page);
    runUrl = page.url();
    const approve = page.getByRole('button', { name: 'Approve', exact: true });
    await expect(approve).toHaveAttribute('aria-disabled', 'true');
    await expect(approve).toHaveAccessibleDescription(/you requested it/);
    expect(await portal.cloudTags(resource)).toBeUndefined();
    await portal.picture('waits');
  });
});

test('an approver finds exactly that plan, reads it, and approves it', async ({
  browser,
}) => {
  const { page, portal } = await signInAs(browser, 'approver');
  const title = `Provision of ${resource}`;

  await test.step('a notification leads to what waits', async () => {
    await page.goto('/notifications');
    await expect(page.getByText(new RegExp(resource)).first()).toBeVisible();
    await portal.picture('notification');
  });

  await test.step('read the plan', async () => {
    await page.goto('/infrakitchen/approvals');
    const item = inInbox(page, title);
    await expect(item).toContainText('Developer');
    await expect(item).toContainText(reason);
    await portal.figure('inbox');
    await item.getByRole('link', { name: title }).click();
    await portal.expectRun('Waiting for approval');
    expect(await planDigest(page)).toBe(digest);
    await expect(
      page.getByText('democloud_network.this', { exact: false }).first(),
    ).toBeVisible();
    await portal.figure('plan', {
      from: page.getByRole('region', { name: 'Plan', exact: true }),
    });
  });

  await test.step('approve it, and nothing else', async () => {
    await page.goto('/infrakitchen/approvals');
    const item = inInbox(page, title);
    await item.getByRole('button', { name: 'Approve', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText(digest);
    await dialog.getByRole('textbox', { name: /Comment/ }).fill(comment);
    await portal.figure('approval');
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(item).toHaveCount(0);
  });
});

test('the developer gets the outputs, and an edit that is turned down', async ({
  browser,
}) => {
  const { page, portal } = await signInAs(browser, 'developer');

  await test.step('exactly the approved plan was applied', async () => {
    await page.goto(runUrl);
    await portal.expectRun('Succeeded');
    expect(await planDigest(page)).toBe(digest);
    await expect(
      page
        .getByRole('table', { name: 'Decisions' })
        .or(page.getByRole('region', { name: 'Decisions' }))
        .first(),
    ).toContainText(comment);
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

  await test.step('the outputs are there', async () => {
    await openResource(page, resource);
    await portal.expectHeading(resource);
    await expect(
      page.getByRole('region', { name: 'Outputs' }).getByText('network_id'),
    ).toBeVisible();
    expect(await portal.cloudTags(resource)).toBeDefined();
    await portal.figure('outputs');
  });

  await test.step('an edit waits in the same way, and is rejected with a reason', async () => {
    const approver = await signInAs(browser, 'approver');
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
});

test('an auditor finds who, when, why, which plan and which commit', async ({
  browser,
}) => {
  const { page, portal } = await signInAs(browser, 'auditor');
  const entries = page.getByRole('region', { name: 'Audit entries' });

  await test.step('who approved what, and when', async () => {
    await page.goto('/infrakitchen/governance/audit');
    const action = page
      .getByRole('search')
      .getByRole('textbox', { name: 'Action' });
    await action.fill('run.approved');
    await action.press('Enter');
    await expect(
      entries.getByRole('row', { name: /Run (queued|planned)/ }),
    ).toHaveCount(0);
    const approved = entries
      .getByRole('row', { name: /Run approved/ })
      .filter({ hasText: digest });
    await expect(approved).toContainText('Approver');
    await expect(approved).toContainText('succeeded');
    await expect(approved.locator('time')).toHaveAttribute('datetime', /^20/);
    await portal.figure('audit');
    await approved.getByRole('link', { name: /^(Provision|Run) / }).click();
  });

  await test.step('why, and by which plan and commit', async () => {
    await portal.expectRun('Succeeded');
    await expect(page).toHaveURL(new RegExp(runUrl.split('/').pop()!));
    const progress = page.getByRole('region', { name: 'Progress' });
    await expect(progress).toContainText('Developer');
    await expect(progress).toContainText(reason);
    await expect(progress).toContainText(/v1\.1\.0 \(commit [0-9a-f]{10}\)/);
    expect(await planDigest(page)).toBe(digest);
    await expect(page.getByText(comment).first()).toBeVisible();
    // Whoever only reads can do nothing.
    await expect(
      page.getByRole('button', { name: 'Approve', exact: true }),
    ).toHaveCount(0);
    await portal.picture('run');
  });

  await test.step('take the trail along', async () => {
    await page.goto(
      '/infrakitchen/governance/audit?actor=user%3Adefault%2Fdeveloper',
    );
    await expect(entries).toContainText(resource);
    await expect(entries).toContainText('Run queued');
    await portal.picture('audit-of-developer');
    const download = page.waitForEvent('download');
    await portal.button('Export as JSON lines');
    const file = await (await download).path();
    const lines = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(new Set(lines.map(({ actor }) => actor))).toEqual(
      new Set(['user:default/developer']),
    );
    expect(lines.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['resource.created', 'run.queued']),
    );
    // An export is a line of the trail itself.
    await page.goto(
      '/infrakitchen/governance/audit?actor=user%3Adefault%2Fauditor',
    );
    await expect(entries).toContainText('Audit exported');
  });

  await test.step('change nothing', async () => {
    await openResource(page, resource);
    await portal.expectHeading(resource);
    for (const action of ['Destroy', 'Dry run']) {
      await expect(
        actionsOf(page).getByRole('button', { name: action, exact: true }),
      ).toHaveAttribute('aria-disabled', 'true');
    }
    await portal.picture('may-do-nothing');
  });
});

test('the rule goes, so that others are not asked', async ({ browser }) => {
  const { page, portal } = await signInAs(browser, 'engineer');
  await page.goto('/infrakitchen/governance/approval-rules');
  await portal.button(`Delete ${rule}`);
  await portal.confirm('Delete', rule);
  await expect(page.getByRole('row', { name: new RegExp(rule) })).toHaveCount(
    0,
  );
});
