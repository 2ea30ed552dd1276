import { expect, test, type Page } from '@playwright/test';
import { Portal } from './portal';

/** Chooses the software template with exactly this title. */
async function chooseSoftwareTemplate(page: Page, title: string) {
  const card = page
    .locator('.MuiCard-root')
    .filter({ has: page.getByRole('heading', { name: title, exact: true }) })
    .or(
      page
        .locator('.MuiCard-root')
        .filter({ has: page.getByText(title, { exact: true }) }),
    );
  await card.getByRole('button', { name: 'Choose' }).first().click();
}

test('a developer fills in the form of a template and gets infrastructure', async ({
  page,
}) => {
  const portal = new Portal(page, 'self-service');
  await portal.seeded();
  await portal.signIn(/Developer/);

  await test.step('the template has a software template', async () => {
    await page.goto('/create');
    await expect(
      page.getByText('A private network with subnets.').first(),
    ).toBeVisible({ timeout: 60_000 });
    await portal.picture('create');
    await chooseSoftwareTemplate(page, 'Network');
    await expect(page).toHaveURL(/\/templates\/infrakitchen\/network/);
  });

  await test.step('say where it goes', async () => {
    await portal.pick(/Region/, 'us-dev');
    await portal.fill('Name', 'self service');
    await portal.picture('place');
    await page.getByRole('button', { name: 'Next' }).click();
  });

  await test.step('connect nothing, as nothing is needed', async () => {
    await expect(
      page.getByRole('region', { name: 'Connections' }),
    ).toBeVisible();
    await portal.picture('connections-empty');
    await page.getByRole('button', { name: 'Next' }).click();
  });

  await test.step('fill in what is not inherited', async () => {
    await expect(portal.variable('region')).toContainText('us-east-1');
    await expect(portal.variable('region')).toContainText('us-dev');
    await page.getByRole('button', { name: 'Review' }).click();
    await expect(portal.variable('name')).toContainText(
      'is required and has no value',
    );
    await portal.picture('refused');
    // Letter by letter: the field must not lose its place.
    await portal
      .variable('name')
      .getByRole('textbox')
      .pressSequentially('self-service');
    await portal.picture('values');
    await page.getByRole('button', { name: 'Review' }).click();
    await expect(
      page.getByRole('button', { name: 'Create', exact: true }),
    ).toBeVisible();
    await portal.picture('review');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
  });

  await test.step('see the run on the page of the task', async () => {
    const run = page.getByRole('region', { name: 'Provision self service' });
    await expect(run).toBeVisible({ timeout: 60_000 });
    await portal.picture('running');
    await expect(run.getByText('Succeeded').first()).toBeVisible({
      timeout: 90_000,
    });
    await expect(
      run.getByText('democloud_network.this', { exact: false }).first(),
    ).toBeVisible();
    await expect(
      run.getByRole('region', { name: 'Outputs' }).getByText('network_id'),
    ).toBeVisible();
    await expect(
      page.getByRole('link', { name: 'Open in the catalog' }),
    ).toBeVisible({ timeout: 60_000 });
    await portal.picture('built');
  });

  await test.step('the resource exists', async () => {
    await page.getByRole('link', { name: 'Open the Network' }).click();
    await portal.expectHeading('self service');
    await expect(
      page.getByText('Provisioned', { exact: true }).first(),
    ).toBeVisible();
    expect(await portal.cloudTags('self-service')).toBeDefined();
  });
});

test('a developer connects an integration, and takes a workspace', async ({
  browser,
  page,
}) => {
  const portal = new Portal(page, 'self-service-connected');
  await portal.seeded();
  const integration = 'bucket-tool';

  await test.step('a platform engineer has an integration', async () => {
    const context = await browser.newContext();
    const engineer = new Portal(await context.newPage(), 'self-service');
    await engineer.signIn(/Platform engineer/);
    await engineer.page.goto('/infrakitchen/integrations/integration/new');
    await engineer.choose('Provider', 'Environment variables');
    await engineer.page
      .getByRole('textbox', { name: /^Name/ })
      .fill(integration);
    await engineer.addSecret('Variables', 'TOOL_TOKEN', 'a-token-of-a-tool');
    await engineer.button('Create integration');
    await engineer.expectHeading(integration);
    await context.close();
  });

  await portal.signIn(/Developer/);
  const connections = page.getByRole('region', { name: 'Connections' });

  await test.step('say where it goes', async () => {
    await page.goto('/create/templates/infrakitchen/bucket');
    await portal.pick(/Region/, 'us-dev');
    await portal.fill('Name', 'connected');
    await page.getByRole('button', { name: 'Next' }).click();
  });

  await test.step('connect it', async () => {
    await connections
      .getByRole('button', { name: 'Attach integration' })
      .click();
    await portal.pick(/^Integration/, integration);
    const alias = connections.getByRole('textbox', { name: 'Alias' });
    await alias.fill('tool');
    await portal.pick(/^Workspace/, 'workspaces/infrastructure');
    await page.getByRole('button', { name: 'Next' }).click();
    // The server knows that this provider has none.
    await expect(
      page.getByText(/have no alias; attach 'bucket-tool' without one/).first(),
    ).toBeVisible();
    await portal.picture('refused');
    await alias.fill('');
    await portal.picture('connections');
    await page.getByRole('button', { name: 'Next' }).click();
  });

  await test.step('record it only', async () => {
    await portal.variable('name').getByRole('textbox').fill('connected');
    await page.getByRole('checkbox', { name: /Build it right away/ }).click();
    await page.getByRole('button', { name: 'Review' }).click();
    const create = page.getByRole('button', { name: 'Create', exact: true });
    await expect(create).toBeVisible();
    await expect(page.getByText('Connections > Integrations')).toBeVisible();
    await expect(page.getByText(integration)).toBeVisible();
    await portal.picture('review');
    await create.click();
  });

  await test.step('it is connected', async () => {
    await page
      .getByRole('link', { name: 'Open the Bucket' })
      .click({ timeout: 60_000 });
    await portal.expectHeading('connected');
    await expect(
      page
        .getByRole('list', { name: 'Connected by' })
        .getByRole('link', { name: integration }),
    ).toBeVisible();
    await expect(
      page.getByRole('link', { name: 'workspaces/infrastructure' }).first(),
    ).toBeVisible();
    await portal.picture('connected');
  });
});
