import { expect, test } from '@playwright/test';
import { Portal } from './portal';

const network = 'dev-network';

test('what can be done with a resource is reached from the graph, by keyboard too', async ({
  page,
}) => {
  const portal = new Portal(page, 'views');
  await portal.seeded();
  await portal.signIn(/Platform engineer/);
  await page.goto(`/infrakitchen/resources?q=${network}`);
  await page
    .getByRole('region', { name: 'Resources', exact: true })
    .getByRole('link', { name: network, exact: true })
    .first()
    .click();
  await portal.expectHeading(network);
  await page.getByRole('tab', { name: 'Hierarchy' }).click();
  const graph = page.getByRole('region', { name: 'Hierarchy graph' });
  await expect(graph).toBeVisible();
  const menu = page.getByRole('menu', { name: /^Actions of/ });

  await test.step('impossible actions say why, and can be read by keyboard', async () => {
    await graph.getByRole('link', { name: 'us-dev', exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    const actions = graph.getByRole('button', {
      name: `Actions of ${network}`,
    });
    await actions.focus();
    await page.keyboard.press('Enter');
    const impossible = menu.getByRole('menuitem', { name: /Recreate/ });
    await expect(impossible).toContainText('Not possible:');
    await expect(impossible).not.toHaveAttribute('aria-disabled', 'true');
    await portal.picture('menu');
    await page.keyboard.press('Escape');
    await expect(menu).toHaveCount(0);
    await expect(actions).toBeFocused();
  });

  await test.step('the list is walked by arrow keys', async () => {
    await page.getByRole('radio', { name: 'List' }).click();
    const tree = page.getByRole('tree', { name: 'Hierarchy' });
    const region = tree.getByRole('treeitem', { name: /^us-dev/ });
    await tree
      .getByRole('treeitem', { name: new RegExp(`^${network}`) })
      .focus();
    await page.keyboard.press('ArrowLeft');
    await expect(region).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(region).toHaveAttribute('aria-expanded', 'false');
    await page.keyboard.press('ArrowRight');
    await expect(region).toHaveAttribute('aria-expanded', 'true');
    await portal.picture('list');
    await page.keyboard.press('Enter');
    await portal.expectHeading('us-dev');
    await page.goBack();
    await portal.expectHeading(network);
    await page.getByRole('radio', { name: 'Graph' }).click();
    await expect(graph).toBeVisible();
  });

  await test.step('a dry run starts from the node', async () => {
    await graph
      .getByRole('link', { name: 'us-dev', exact: true })
      .click({ button: 'right' });
    await expect(
      menu.getByRole('menuitem', { name: 'Run history' }),
    ).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: `Actions of ${network}` }).click();
    await menu.getByRole('menuitem', { name: 'Dry run' }).click();
    await expect(
      page.getByText(`Dry run of ${network}: started`),
    ).toBeVisible();
  });
});

test('the overview is one answer', async ({ page }) => {
  const portal = new Portal(page, 'views');
  await portal.seeded();
  await portal.signIn(/Platform engineer/);
  const asked = new Set<string>();
  page.on('request', request => {
    const { pathname } = new URL(request.url());
    // The sidebar asks how many approvals wait, on every page.
    if (pathname.startsWith('/api/infrakitchen/')) {
      asked.add(pathname.slice('/api/infrakitchen/'.length));
    }
  });
  await page.goto('/infrakitchen');
  await expect(page.getByRole('list', { name: 'Counts' })).toBeVisible();
  await portal.picture('overview');
  asked.delete('approvals');
  expect([...asked]).toEqual(['overview']);
});
