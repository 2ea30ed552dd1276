import path from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

/** The demo module repository of the portal that is driven. */
export const repository =
  process.env.E2E_MODULES ?? path.resolve('.tmp/e2e/modules');

/**
 * Where pictures for the guides go: with `DOCS_PICTURES=1` into the guides
 * themselves, else beside the report.
 */
const figures = process.env.DOCS_PICTURES
  ? 'docs/images'
  : 'e2e-tests/artefacts/figures';

/** The folder of the demo, and what stands in its place in pictures. */
const [folder, place] = [
  path.dirname(repository),
  'https://git.example.com/platform',
];

/** Drives the pages as a person does: by roles and names. */
export class Portal {
  readonly page: Page;
  readonly #folder: string;
  #step = 0;

  constructor(page: Page, folder: string) {
    this.page = page;
    this.#folder = path.join('e2e-tests/artefacts', folder);
  }

  /** Keeps a picture of a step beside the report. */
  async picture(
    name: string,
    /** Menus close when the page is moved to show all of it. */
    { fullPage }: { fullPage: boolean } = { fullPage: true },
  ): Promise<void> {
    this.#step += 1;
    await this.loaded();
    if (fullPage) {
      await this.page.evaluate(() => window.scrollTo(0, 0));
    }
    const file = `${String(this.#step).padStart(2, '0')}-${name}.png`;
    await this.page.screenshot({
      path: path.join(this.#folder, file),
      fullPage,
    });
  }

  /** Takes a picture for the guides. All are of one size. */
  async figure(name: string, options: { from?: Locator } = {}): Promise<void> {
    const { page } = this;
    await this.picture(name);
    const size = page.viewportSize();
    await page.setViewportSize({ width: 1280, height: 800 });
    // What is pointed at has other colours.
    await page.mouse.move(0, 0);
    await options.from?.evaluate(element =>
      element.scrollIntoView({ block: 'start' }),
    );
    const putBack = await this.#replaceText(folder, place);
    await page.screenshot({
      path: path.join(figures, `${name}.png`),
      animations: 'disabled',
    });
    await putBack();
    if (size) {
      await page.setViewportSize(size);
    }
  }

  /** Writes something else on the page, for as long as a picture takes. */
  async #replaceText(from: string, to: string): Promise<() => Promise<void>> {
    const replace = (a: string, b: string) =>
      this.page.evaluate(
        ([before, after]) => {
          const texts = document.createTreeWalker(
            document.body,
            NodeFilter.SHOW_TEXT,
          );
          while (texts.nextNode()) {
            const { currentNode: node } = texts;
            node.nodeValue = node.nodeValue!.replaceAll(before, after);
          }
          for (const field of document.querySelectorAll('input, textarea')) {
            const input = field as HTMLInputElement;
            if (input.value.includes(before)) {
              input.value = input.value.replaceAll(before, after);
            }
          }
        },
        [a, b],
      );
    await replace(from, to);
    return () => replace(to, from);
  }

  /** Waits until nothing on the page is on its way any more. */
  async loaded(): Promise<void> {
    await expect(
      this.page.getByRole('status', { name: 'Loading' }),
    ).toHaveCount(0);
  }

  /** Waits until the demo has its templates and resources. */
  async seeded(): Promise<void> {
    await expect
      .poll(
        async () => {
          const answer = await this.page.request.get(
            '/api/infrakitchen-demo/status',
          );
          return (await answer.json()).seed;
        },
        { timeout: 120_000 },
      )
      .toBe('done');
  }

  /** The tags of an object in the demo cloud; nothing where it is not there. */
  async cloudTags(name: string): Promise<Record<string, string> | undefined> {
    const { request } = this.page;
    const status = await request.get('/api/infrakitchen-demo/status');
    const { cloudUrl } = await status.json();
    const answer = await request.get(`${cloudUrl}/admin/objects`);
    const { items } = await answer.json();
    return items
      .map((item: { attributes: unknown }) => item.attributes)
      .find((attributes: { name: string }) => attributes.name === name)?.tags;
  }

  async signIn(identity: RegExp): Promise<void> {
    await this.page.goto('/');
    await this.page
      .getByRole('listitem')
      .filter({ hasText: identity })
      .getByRole('button', { name: 'Sign in' })
      .click();
    await expect(
      this.page.getByRole('link', { name: 'Resources' }).first(),
    ).toBeVisible();
  }

  async button(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
  }

  /** Saves an edit, having looked at what it changes. */
  async saveReviewed(name: string): Promise<void> {
    await this.button(name);
    const dialog = this.page.getByRole('dialog');
    await expect(this.impact()).toBeVisible();
    await dialog.getByRole('button', { name, exact: true }).click();
    await expect(dialog).toHaveCount(0);
  }

  /** What the review of an edit says once it knows. */
  impact() {
    return this.page
      .getByRole('dialog')
      .getByText(/resources? changes?$|^Nothing below changes$/);
  }

  async fill(name: string, value: string): Promise<void> {
    await this.page.getByRole('textbox', { name, exact: true }).fill(value);
  }

  /** Chooses an option of a select, which is a button named by its label. */
  async choose(
    label: string,
    option: string | RegExp,
    /** One that takes several stays open. */
    options: { several?: boolean } = {},
  ): Promise<void> {
    const select = this.page.getByRole('button', {
      name: new RegExp(`${label}$`),
    });
    await select.click();
    await this.page.getByRole('option', { name: option }).first().click();
    if (options.several) {
      await this.page.keyboard.press('Escape');
    }
    await expect(this.page.getByRole('listbox')).toHaveCount(0);
  }

  /** Searches in a picker, and takes the one that it finds. */
  async pick(field: RegExp, text: string, option = text): Promise<Locator> {
    const picker = this.page.getByRole('combobox', { name: field });
    await picker.fill(text);
    // What was found before is still there while somebody types.
    await expect(
      this.page.locator('[aria-busy="true"]').filter({
        has: this.page.getByRole('listbox'),
      }),
    ).toHaveCount(0);
    await expect(this.page.getByRole('option')).toHaveCount(1);
    await expect(this.page.getByRole('option', { name: option })).toBeVisible();
    // With the keyboard: lists close where the page scrolls to what is clicked.
    await picker.press('ArrowDown');
    await picker.press('Enter');
    await expect(this.page.getByRole('listbox')).toHaveCount(0);
    return picker;
  }

  /** Adds a tag or config to the form that is open. */
  async addEntry(noun: 'Tag' | 'Config', name: string, value: string) {
    await this.button(`Add ${noun.toLowerCase()}`);
    const added = this.page
      .getByRole('group', { name: new RegExp(`^${noun} \\d`) })
      .last();
    await added.getByRole('textbox', { name: `${noun} name` }).fill(name);
    await added.getByRole('textbox', { name: `${noun} value` }).fill(value);
  }

  /** Adds a secret by its name to a form of a connection. */
  async addSecret(field: string, name: string, value: string) {
    const section = this.page.getByRole('region', { name: field, exact: true });
    await section.getByRole('button', { name: 'Add' }).click();
    const added = section.getByRole('group').last();
    await added.getByRole('textbox', { name: 'Name' }).fill(name);
    await added.getByLabel('Value', { exact: true }).fill(value);
  }

  async expectHeading(name: string): Promise<void> {
    await expect(
      this.page.getByRole('heading', { name, exact: true }).first(),
    ).toBeVisible();
  }

  async importModule(module: {
    path: string;
    tag: string;
    name: string;
    parent: string;
  }): Promise<void> {
    await this.page.goto('/infrakitchen/templates');
    await this.page.getByRole('link', { name: 'Import module' }).click();
    await this.fill('Repository URL', repository);
    await this.button('Load versions');
    await this.choose('Version', new RegExp(`^${module.tag}`));
    await this.fill('Path in the repository', module.path);
    await this.button('Analyse');
    await this.expectHeading('Preview');
    await this.fill('Name', module.name);
    await this.choose('Parent templates', module.parent, { several: true });
    await this.picture(`import-${module.path}`);
    await this.button('Import');
    await this.expectHeading(module.name);
  }

  /** Goes through the wizard up to its last step. */
  async describeResource(resource: {
    template: string;
    parent: { template: string; name: string };
    name: string;
    values: Record<string, string>;
  }): Promise<void> {
    const { page } = this;
    await page.goto('/infrakitchen/resources');
    await page.getByRole('link', { name: 'Create resource' }).click();
    await page.getByText(resource.template, { exact: true }).click();
    await this.button('Next');
    await this.choose(resource.parent.template, resource.parent.name);
    await this.button('Next');
    await this.expectHeading('Version');
    await this.button('Next');
    await this.expectHeading('Connections');
    await this.button('Next');
    await this.fill('Resource name', resource.name);
    for (const [variable, value] of Object.entries(resource.values)) {
      await this.variable(variable).getByRole('textbox').fill(value);
    }
  }

  variable(name: string) {
    return this.page.getByRole('group', {
      name: `Variable ${name}`,
      exact: true,
    });
  }

  async finishWizard(button: string): Promise<void> {
    await this.button('Next');
    await this.expectHeading('Tags and configs');
    await this.button('Next');
    await this.expectHeading('Review');
    await this.picture('review');
    await this.button(button);
  }

  /** Starts an action on a resource's page and waits for the end of its run. */
  async run(action: string, options: { confirm?: string } = {}): Promise<void> {
    const before = this.page.url();
    await this.page
      .getByRole('group', { name: 'Actions' })
      .getByRole('button', { name: action, exact: true })
      .click();
    if (options.confirm) {
      await this.confirm(action, options.confirm);
    }
    // The page may be that of another run, which has succeeded too.
    await expect(this.page).not.toHaveURL(before);
    await this.expectRun('Succeeded');
  }

  async confirm(action: string, name: string): Promise<void> {
    const dialog = this.page
      .getByRole('alertdialog')
      .or(this.page.getByRole('dialog'));
    await dialog
      .getByRole('textbox', { name: `Type ${name} to confirm` })
      .fill(name);
    await dialog.getByRole('button', { name: action, exact: true }).click();
  }

  async expectRun(state: string): Promise<void> {
    await this.expectHeading('Progress');
    await expect(
      this.page.getByText(state, { exact: true }).first(),
    ).toBeVisible({ timeout: 90_000 });
  }

  async openTab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).last().click();
  }
}
