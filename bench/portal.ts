import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import knexFactory from 'knex';
import { benchmark } from './lib/benchmark';
import { openDemoPortal } from './lib/demoPortal';
import { seedLargeViews, type LargeViews } from './lib/largeViews';
import { median, rounded } from './lib/statistics';

const NODES = 2_000;
const CHANGES = 10_000;
const RUNS = 5;
const PAN_MS = 3_000;

const executablePath = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);

benchmark('portal', { limitMs: 10 * 60_000 }, async context => {
  const portal = await openDemoPortal(context);
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: portal.databaseFile,
    useNullAsDefault: true,
  });
  context.defer(() => knex.destroy());
  const views = await seedLargeViews(knex, { nodes: NODES, changes: CHANGES });
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  context.defer(() => browser.close());
  const page = await browser.newPage({
    viewport: { width: 1360, height: 900 },
  });
  await signIn(page, portal.url);

  const planMs = await planPaint(page, portal.url, views);
  context.say(`plan of ${CHANGES} changes: ${rounded(planMs, 0)} ms`);
  const emptyMs = await emptyPaint(page, portal.url);
  context.say(`a page with nothing on it: ${rounded(emptyMs, 0)} ms`);
  const { fps, idleFps, layoutMs } = await panCanvas(page, portal.url, views);
  context.say(
    `canvas of ${NODES} nodes: arranged in ${rounded(
      layoutMs,
      0,
    )} ms, ${rounded(fps, 1)} frames a second while panning, ${rounded(
      idleFps,
      1,
    )} at rest`,
  );
  return {
    planMs: rounded(planMs, 0),
    planRatio: rounded(planMs / emptyMs, 1),
    layoutMs: rounded(layoutMs, 0),
    fps: rounded(fps, 1),
    fpsRatio: rounded(fps / idleFps, 2),
    chunkKb: rounded(largestChunk(), 1),
  };
});

async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page
    .getByRole('listitem')
    .filter({ hasText: /Platform engineer/ })
    .getByRole('button', { name: 'Sign in' })
    .click();
  await page.getByRole('link', { name: 'Resources' }).first().waitFor();
}

/** From the click on the run until its first objects are painted. */
async function planPaint(
  page: Page,
  url: string,
  { rootId, runId }: LargeViews,
): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    await page.goto(`${url}/infrakitchen/resources/${rootId}?tab=runs`);
    const route = `/infrakitchen/runs/${runId}`;
    await page.getByRole('link', { name: 'Resources' }).first().waitFor();
    await page.waitForLoadState('networkidle');
    times.push(
      await paintAfter(page, route, '[aria-label="Planned changes"] button'),
    );
  }
  // The first one also loads the page's code.
  return median(times.slice(1));
}

/** The same for a page that shows next to nothing. */
async function emptyPaint(page: Page, url: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    await page.goto(`${url}/infrakitchen`);
    await page.waitForLoadState('networkidle');
    times.push(await paintAfter(page, '/infrakitchen/access', 'main h1, h1'));
  }
  return median(times.slice(1));
}

/** Goes to a page within the portal, and waits for the frame that shows it. */
function paintAfter(
  page: Page,
  route: string,
  selector: string,
): Promise<number> {
  return page.evaluate(
    ([to, wanted]) =>
      new Promise<number>(resolve => {
        const start = performance.now();
        window.history.pushState({}, '', to);
        window.dispatchEvent(new PopStateEvent('popstate', { state: {} }));
        const look = () => {
          if (
            window.location.pathname === to &&
            document.querySelector(wanted)
          ) {
            requestAnimationFrame(() => resolve(performance.now() - start));
          } else {
            requestAnimationFrame(look);
          }
        };
        look();
      }),
    [route, selector] as const,
  );
}

async function panCanvas(
  page: Page,
  url: string,
  { rootId }: LargeViews,
): Promise<{ fps: number; idleFps: number; layoutMs: number }> {
  const start = performance.now();
  await page.goto(`${url}/infrakitchen/resources/${rootId}/hierarchy`);
  const canvas = page.getByRole('region', { name: 'Hierarchy graph' });
  await canvas.locator('[data-node]').first().waitFor({ timeout: 60_000 });
  const layoutMs = performance.now() - start;
  await canvas.scrollIntoViewIfNeeded();
  await page.getByRole('button', { name: /zoom in/i }).click({ clickCount: 4 });
  const box = (await canvas.boundingBox())!;
  const idleFps = await framesWhile(page, () => page.waitForTimeout(1_000));
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const fps = await framesWhile(page, async () => {
    const end = Date.now() + PAN_MS;
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 0; Date.now() < end; step++) {
      await page.mouse.move(
        x + Math.sin(step / 10) * 300,
        y + Math.cos(step / 13) * 120,
      );
    }
    await page.mouse.up();
  });
  return { fps, idleFps, layoutMs };
}

/** Frames a second that are drawn while something goes on. */
async function framesWhile(
  page: Page,
  work: () => Promise<void>,
): Promise<number> {
  await page.evaluate(() => {
    const counter = { frames: 0, start: performance.now(), on: true };
    Object.assign(window, { counter });
    const count = () => {
      counter.frames += 1;
      if (counter.on) {
        requestAnimationFrame(count);
      }
    };
    requestAnimationFrame(count);
  });
  await work();
  return page.evaluate(() => {
    const { counter } = window as unknown as {
      counter: { frames: number; start: number; on: boolean };
    };
    counter.on = false;
    return (counter.frames * 1000) / (performance.now() - counter.start);
  });
}

/** The largest script that is loaded when it is needed, compressed, in kB. */
function largestChunk(): number {
  const folder = path.resolve(__dirname, '../packages/app/dist/static');
  const sizes = readdirSync(folder)
    .filter(name => name.endsWith('.chunk.js'))
    .map(name => gzipSync(readFileSync(path.join(folder, name))).length / 1000);
  return Math.max(...sizes);
}
