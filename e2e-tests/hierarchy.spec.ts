import { expect, test, type Page } from '@playwright/test';
import { Portal } from './portal';

const network = 'dev-network';
const bucket = 'dev-files';
const tag = { name: 'cost-center', value: '4711' };

/** The actions in the header of a resource or cascade. */
const actionsOf = (page: Page) => page.getByRole('group', { name: 'Actions' });

async function openResource(portal: Portal, name: string) {
  const { page } = portal;
  await page.goto(`/infrakitchen/resources?q=${encodeURIComponent(name)}`);
  await page
    .getByRole('region', { name: 'Resources', exact: true })
    .getByRole('link', { name, exact: true })
    .first()
    .click();
  await portal.expectHeading(name);
}

/** Starts a cascade with the dialog that is open, up to its preview. */
async function showPlans(portal: Portal) {
  const dialog = portal.page.getByRole('dialog');
  await portal.picture('asked');
  await dialog.getByRole('button', { name: 'Show the plans' }).click();
  await expect(actionsOf(portal.page)).toContainText('Confirm', {
    timeout: 120_000,
  });
}

const itemsOf = (page: Page) =>
  page.getByRole('region', { name: 'Resources of the cascade' });

async function expectDone(portal: Portal, names: string[]) {
  const { page } = portal;
  await expect(page.getByText('Succeeded', { exact: true })).toBeVisible({
    timeout: 120_000,
  });
  for (const name of names) {
    await expect(
      itemsOf(page).getByRole('row', { name: new RegExp(`^${name}`) }),
    ).toContainText('Done');
  }
}

test('a tag set high up is seen before, marks what is below, and reaches the cloud', async ({
  page,
}) => {
  const portal = new Portal(page, 'hierarchy');
  await portal.seeded();
  await portal.signIn(/Platform engineer/);

  await test.step('build a network and a bucket below a region', async () => {
    await openResource(portal, network);
    await portal.run('Provision');
    await portal.describeResource({
      template: 'Bucket',
      parent: { template: 'Region', name: 'us-dev' },
      name: bucket,
      values: { name: bucket },
    });
    await portal.finishWizard('Create and provision');
    await portal.expectRun('Succeeded');
    for (const name of [network, bucket]) {
      expect(await portal.cloudTags(name)).toMatchObject({ team: 'platform' });
      expect(await portal.cloudTags(name)).not.toMatchObject({
        [tag.name]: tag.value,
      });
    }
  });

  await test.step('edit the account and see what that changes', async () => {
    await openResource(portal, 'demo');
    await actionsOf(page).getByRole('link', { name: 'Edit' }).click();
    await portal.addEntry('Tag', tag.name, tag.value);
    await portal.picture('edit');
    await portal.button('Save');
    const dialog = page.getByRole('dialog');
    const impact = dialog.getByRole('list', { name: 'Resources that change' });
    for (const name of [network, bucket]) {
      await expect(impact.getByText(name, { exact: true })).toBeVisible();
      const changes = impact.getByRole('list', {
        name: `Inputs of ${name} that change`,
      });
      await expect(changes).toContainText(
        new RegExp(`tag ${tag.name}.*demo.*→.*${tag.value}`),
      );
    }
    await portal.figure('impact');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toHaveCount(0);
  });

  await test.step('what changed is marked as stale', async () => {
    await page.goto('/infrakitchen/resources?staleInputs=true');
    const list = page.getByRole('region', { name: 'Resources', exact: true });
    for (const name of [network, bucket]) {
      await expect(
        list.getByRole('row', { name: new RegExp(`^${name}`) }),
      ).toContainText('stale inputs');
    }
    await portal.picture('stale');
    await openResource(portal, network);
    await expect(
      page.getByRole('list', {
        name: 'Inputs that differ from the last apply',
      }),
    ).toContainText(tag.value);
    await portal.picture('stale-inputs');
  });

  await test.step('update all that is stale: preview, confirm, follow', async () => {
    await page.goto('/infrakitchen/resources?staleInputs=true');
    await page.getByRole('button', { name: /^Update stale/ }).click();
    await showPlans(portal);
    for (const name of [network, bucket]) {
      await expect(
        itemsOf(page).getByRole('row', { name: new RegExp(`^${name}`) }),
      ).toContainText('Not begun');
    }
    await portal.picture('plans');
    await portal.button('Confirm');
    await portal.picture('confirm');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Confirm', exact: true })
      .click();
    await portal.picture('running');
    await expectDone(portal, [network, bucket]);
    await portal.picture('updated');
  });

  await test.step('the tag is on the objects in the cloud', async () => {
    for (const name of [network, bucket]) {
      expect(await portal.cloudTags(name)).toMatchObject({
        [tag.name]: tag.value,
      });
    }
    await page.goto('/infrakitchen/resources?staleInputs=true');
    await expect(
      page.getByText('No resource matches the filter'),
    ).toBeVisible();
  });
});

test('a region is destroyed with everything below, after one preview', async ({
  page,
}) => {
  const portal = new Portal(page, 'hierarchy-destroy');
  const region = 'eu-trial';
  const [main, files] = ['trial-network', 'trial-files'];
  await portal.seeded();
  await portal.signIn(/Platform engineer/);

  await test.step('build a region with a network and a bucket', async () => {
    await page.goto('/infrakitchen/resources/new');
    await page.getByText('Region (abstract)', { exact: true }).click();
    await portal.button('Next');
    await portal.choose('Account', 'demo');
    await portal.button('Next');
    await portal.fill('Resource name', region);
    await portal.button('Next');
    await portal.expectHeading('Tags and configs');
    await portal.addEntry('Tag', 'team', 'platform');
    await portal.addEntry('Config', 'region', 'eu-north-1');
    await portal.addEntry('Config', 'environment', 'dev');
    await portal.button('Next');
    await portal.expectHeading('Review');
    await portal.button('Create');
    await portal.expectHeading(region);
    for (const [template, name] of [
      ['Network', main],
      ['Bucket', files],
    ]) {
      await portal.describeResource({
        template,
        parent: { template: 'Region', name: region },
        name,
        values: { name },
      });
      await portal.finishWizard('Create and provision');
      await portal.expectRun('Succeeded');
    }
  });

  await test.step('see all plans at once, and confirm them', async () => {
    await openResource(portal, region);
    await actionsOf(page)
      .getByRole('button', { name: 'Destroy with all below' })
      .click();
    await showPlans(portal);
    for (const name of [main, files, region]) {
      await expect(
        itemsOf(page).getByRole('row', { name: new RegExp(`^${name}`) }),
      ).toBeVisible();
    }
    await portal.picture('plans');
    await portal.button('Confirm');
    await portal.confirm('Confirm', region);
    await expectDone(portal, [main, files, region]);
    await portal.figure('cascade');
  });

  await test.step('nothing of it is left in the cloud', async () => {
    for (const name of [main, files]) {
      expect(await portal.cloudTags(name)).toBeUndefined();
    }
    await openResource(portal, region);
    await expect(
      page.getByText('Destroyed', { exact: true }).first(),
    ).toBeVisible();
    await portal.picture('region');
  });
});
