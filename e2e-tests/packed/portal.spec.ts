import { expect, test, type APIRequestContext } from '@playwright/test';
import { Portal } from '../portal';

const kind = process.env.PACKED_KIND;
const resource = 'hello';

/** Calls the portal as the guest that it signs in. */
async function guest(request: APIRequestContext) {
  const answer = await request.get('/api/auth/guest/refresh', {
    headers: { 'X-Requested-With': 'XMLHttpRequest' },
  });
  const { backstageIdentity } = await answer.json();
  const headers = { Authorization: `Bearer ${backstageIdentity.token}` };
  const read = async (
    call: ReturnType<APIRequestContext['get']>,
  ): Promise<any> => {
    const response = await call;
    expect(response.ok(), `${response.url()}: ${await response.text()}`).toBe(
      true,
    );
    return response.json();
  };
  return {
    get: (path: string) => read(request.get(path, { headers })),
    post: (path: string, data: object) =>
      read(request.post(path, { headers, data })),
    status: async (path: string) =>
      (await request.get(path, { headers })).status(),
  };
}

test(`the packages work in a fresh portal on the ${kind} frontend system`, async ({
  page,
}) => {
  const portal = new Portal(page, `packed-${kind}`);
  const errors: string[] = [];
  page.on('pageerror', error => errors.push(error.message));
  const api = await guest(page.request);

  /** A link in the new system, a tab in the legacy one. */
  const openEntityTab = (name: string) =>
    page
      .getByRole('tab', { name, exact: true })
      .or(page.getByRole('link', { name, exact: true }))
      .first()
      .click();

  await test.step('sign in, and find the pages by the side bar', async () => {
    await page.goto('/');
    const enter = page.getByRole('button', { name: 'Enter' });
    const link = page.getByRole('link', { name: 'InfraKitchen' }).first();
    await expect(enter.or(link)).toBeVisible();
    if (await enter.isVisible()) {
      await enter.click();
    }
    await link.click();
    await portal.expectHeading('Infrastructure');
    // The packages have brought the backend to the engine.
    await expect(page.getByText(/^Engine: (Terraform|OpenTofu)/)).toBeVisible();
    await portal.picture('overview');
  });

  await test.step('import a module and build it', async () => {
    const place = await api.post('/api/infrakitchen/templates', {
      key: 'place',
      name: 'Place',
      abstract: true,
      parentIds: [],
    });
    await api.post('/api/infrakitchen/resources', {
      templateId: place.id,
      name: 'here',
      parentIds: [],
      values: {},
    });
    await portal.importModule({
      path: 'greeting',
      tag: 'v1.0.0',
      name: 'Greeting',
      parent: 'Place',
    });
    await portal.describeResource({
      template: 'Greeting',
      parent: { template: 'Place', name: 'here' },
      name: resource,
      values: { text: 'Good morning' },
    });
    await portal.finishWizard('Create and provision');
    await portal.expectRun('Succeeded');
    await portal.picture('run');
    await portal.openTab('Overview');
    await expect(
      page.getByRole('region', { name: 'Outputs' }).getByText('Good morning'),
    ).toBeVisible();
    await portal.picture('resource');
  });

  await test.step('the graph is laid out', async () => {
    await page.goto('/infrakitchen/templates');
    await page.getByText('Graph', { exact: true }).click();
    await expect(
      page
        .getByRole('region', { name: 'Hierarchy graph' })
        .getByText('Greeting', { exact: true }),
    ).toBeVisible();
    await portal.picture('graph');
  });

  await test.step('the resource is in the catalog, with its tab', async () => {
    const name = `greeting.${resource}`;
    const entity = `/api/catalog/entities/by-name/resource/default/${name}`;
    await expect.poll(() => api.status(entity), { timeout: 60_000 }).toBe(200);
    await page.goto(`/catalog/default/resource/${name}`);
    await openEntityTab('Infrastructure');
    await expect(page.getByText('Good morning').first()).toBeVisible();
    await portal.picture('entity-tab');
    await page.goto('/catalog/default/component/greeter');
    await openEntityTab('Infrastructure');
    await expect(
      page.getByRole('link', { name: resource }).first(),
    ).toBeVisible();
    await portal.picture('component-tab');
  });

  await test.step('the template has a software template, with its fields', async () => {
    const entity =
      '/api/catalog/entities/by-name/template/infrakitchen/greeting';
    await expect.poll(() => api.status(entity), { timeout: 60_000 }).toBe(200);
    await page.goto('/create/templates/infrakitchen/greeting');
    const place = page.getByRole('combobox', { name: /Place/ });
    await place.fill('here');
    await page.getByRole('option', { name: 'here' }).first().click();
    await portal.fill('Name', 'again');
    await portal.picture('software-template');
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(
      page.getByRole('region', { name: 'Connections' }),
    ).toBeVisible();
    await expect(
      page.getByRole('combobox', { name: /Workspace/ }),
    ).toBeVisible();
    await portal.picture('software-template-connections');
    await page.getByRole('button', { name: 'Next' }).click();
    await portal.variable('text').getByRole('textbox').fill('Good evening');
    await portal.picture('software-template-variables');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(
      page.getByRole('link', { name: 'Open the Greeting' }),
    ).toBeVisible({ timeout: 90_000 });
    await expect(
      page.getByRole('region', { name: 'Provision again' }),
    ).toBeVisible();
    await portal.picture('software-template-task');
  });

  await test.step('the search finds it', async () => {
    const found = async () => {
      const { results } = await api.get(
        `/api/search/query?term=${resource}&types[0]=infrakitchen-resource`,
      );
      return results.length;
    };
    await expect.poll(found, { timeout: 60_000 }).toBeGreaterThan(0);
    await page.goto(`/search?query=${resource}&types[]=infrakitchen-resource`);
    if (kind === 'legacy') {
      // Its page begins with the catalog, whatever the address says.
      await page.getByText('All', { exact: true }).first().click();
    }
    await expect(
      page.getByRole('link', { name: new RegExp(resource) }).first(),
    ).toBeVisible();
    await portal.picture('search');
  });

  await test.step('the scaffolder has the actions', async () => {
    const actions: { id: string }[] = await api.get(
      '/api/scaffolder/v2/actions',
    );
    const ids = actions.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'infrakitchen:resource:create',
        'infrakitchen:resource:provision',
        'infrakitchen:run:wait',
      ]),
    );
    await page.goto('/create/actions');
    await expect(
      page.getByText('infrakitchen:resource:provision').first(),
    ).toBeVisible();
    await portal.picture('actions');
  });

  expect(errors).toEqual([]);
});
