import { expect, type Locator, type Page } from '@playwright/test';
import { barriers, overflow } from './barriers';
import { Portal } from './portal';

const screens = [
  { name: 'light', width: 1440, colorScheme: 'light' },
  { name: 'dark', width: 1440, colorScheme: 'dark' },
  { name: '360', width: 360, colorScheme: 'light' },
] as const;

/** Looks at a page on all screens; what is wrong with one keeps none from the others. */
export class Inspector {
  readonly #portal: Portal;
  readonly #page: Page;

  constructor(page: Page, folder = 'accessibility') {
    this.#page = page;
    this.#portal = new Portal(page, folder);
  }

  async look(name: string): Promise<void> {
    const page = this.#page;
    for (const { name: screen, width, colorScheme } of screens) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 900 });
      await this.#check(`${name}-${screen}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  /**
   * What lies over a page. It is opened on each screen and closed again, since
   * Backstage renders the whole app anew for another colour scheme, and menus
   * close when the page moves.
   */
  async lookOver(
    name: string,
    open: () => Promise<void>,
    /** Where it is neither a dialog nor a list, and does not know Escape. */
    other?: { shown: Locator; close: () => Promise<void> },
  ): Promise<void> {
    const page = this.#page;
    const over =
      other?.shown ??
      page
        .getByRole('dialog')
        .or(page.getByRole('menu'))
        .or(page.getByRole('listbox'));
    const close = other?.close ?? (() => page.keyboard.press('Escape'));
    for (const { name: screen, width, colorScheme } of screens) {
      await this.#changeScheme(colorScheme);
      await page.setViewportSize({ width, height: 900 });
      await this.#portal.loaded();
      await open();
      await expect(over.first()).toBeVisible();
      await this.#settled();
      await this.#check(`${name}-${screen}`, { fullPage: false });
      await expect(over.first(), `${name} stays open`).toBeVisible();
      await close();
      await expect(over).toHaveCount(0);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  /** Resolves when the app that was rendered anew is there. */
  async #changeScheme(colorScheme: 'light' | 'dark'): Promise<void> {
    const page = this.#page;
    const body = page.locator('body');
    if ((await body.getAttribute('data-theme-mode')) !== colorScheme) {
      await page
        .locator('main')
        .first()
        .evaluate(main => main.setAttribute('data-old', ''));
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await expect(body).toHaveAttribute('data-theme-mode', colorScheme);
      await expect(page.locator('main[data-old]')).toHaveCount(0);
      await expect(page.locator('main').first()).toBeVisible();
    }
  }

  /** What opens is see-through for a moment. */
  async #settled(): Promise<void> {
    const page = this.#page;
    await page
      .waitForFunction(
        () =>
          !document
            .getAnimations()
            .some(
              ({ playState, effect }) =>
                playState === 'running' &&
                effect?.getComputedTiming().iterations !== Infinity,
            ),
        undefined,
        { timeout: 1_000, polling: 50 },
      )
      // Then it is looked at as it is.
      .catch(() => undefined);
  }

  async #check(name: string, options?: { fullPage: boolean }): Promise<void> {
    const page = this.#page;
    // What is pointed at has other colours.
    await page.mouse.move(0, 0);
    await this.#portal.picture(name, options);
    let barred = await barriers(page);
    for (let tries = 0; barred.length > 0 && tries < 3; tries += 1) {
      // What comes and goes is see-through for a moment.
      await page.waitForTimeout(500);
      barred = await barriers(page);
    }
    expect.soft([...barred, ...(await overflow(page))], name).toEqual([]);
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
