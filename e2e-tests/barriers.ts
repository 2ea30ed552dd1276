import axe from 'axe-core';
import type { Page } from '@playwright/test';

/** What WCAG 2.1 asks for on the levels A and AA. */
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];

/**
 * What keeps somebody from reading or using the page: all that offends against
 * WCAG 2.1 A and AA, and what else axe finds serious.
 */
export async function barriers(page: Page): Promise<string[]> {
  // A script tag would be refused by the portal's content security policy.
  await page.evaluate(axe.source);
  return page.evaluate(async tags => {
    const { violations } = await (window as any).axe.run({
      exclude: [
        // The item of Backstage's notifications counts beside its name.
        'a[href="/notifications"]',
        // Speaks of buttons that were busy, and names them after they are gone.
        '[data-live-announcer]',
      ],
    });
    /** Tabs that are links have no panel, but Backstage UI names one. */
    const isTabOfLinks = (id: string, html: string) =>
      id === 'aria-valid-attr-value' && /role="tab"/.test(html);
    /** While a list of suggestions is open, the first Tab closes it. */
    const isBehindSuggestions = (id: string) =>
      id === 'aria-hidden-focus' &&
      document.querySelector('[role="combobox"][aria-expanded="true"]') !==
        null;
    /** What an option is called stands above what describes it. */
    const isDescribedOption = (id: string, html: string) =>
      id === 'label-content-name-mismatch' &&
      /role="option".*aria-describedby=/.test(html);
    return violations
      .filter(
        (found: { impact: string; tags: string[] }) =>
          ['serious', 'critical'].includes(found.impact) ||
          found.tags.some(tag => tags.includes(tag)),
      )
      .flatMap((found: { id: string; nodes: Array<{ html: string }> }) =>
        found.nodes
          .filter(
            ({ html }) =>
              !isTabOfLinks(found.id, html) &&
              !isBehindSuggestions(found.id) &&
              !isDescribedOption(found.id, html),
          )
          // Rows of a list are all alike.
          .slice(0, 3)
          .map(({ html }) => `${found.id}: ${html.slice(0, 200)}`),
      );
  }, wcag);
}

/**
 * By how much the page is wider than the screen, and what sticks out, of what
 * lies over the page too.
 */
export async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement!;
    const over = document.querySelectorAll(
      '[role="dialog"], [role="dialog"] > *, [role="menu"], [role="listbox"]',
    );
    const cut = [...over].filter(element => {
      const { left, right, width } = element.getBoundingClientRect();
      const isWide = element.scrollWidth > element.clientWidth + 1;
      // What only screen readers find is one pixel wide.
      return width > 1 && (left < 0 || right > clientWidth + 1 || isWide);
    });
    if (scrollWidth <= clientWidth) {
      return cut.map(
        element => `sticks out: ${element.outerHTML.slice(0, 120)}`,
      );
    }
    const wide = [...document.querySelectorAll('main *')].filter(
      element => element.getBoundingClientRect().right > clientWidth + 1,
    );
    return [
      `${scrollWidth - clientWidth} pixels too wide`,
      ...wide.slice(0, 5).map(element => element.outerHTML.slice(0, 120)),
    ];
  });
}
