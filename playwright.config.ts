import { existsSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

const port = Number(process.env.E2E_PORT ?? 7107);
const given = process.env.E2E_BASE_URL;
const artefacts = path.resolve('e2e-tests/artefacts');
const chromium = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);

// The system's Chromium is used: browsers are not downloaded.
export default defineConfig({
  testDir: 'e2e-tests',
  // For a portal that scripts/packed has made.
  testIgnore: 'packed/**',
  timeout: 5 * 60_000,
  expect: { timeout: 30_000 },
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  outputDir: path.join(artefacts, 'results'),
  reporter: [
    ['list'],
    ['json', { outputFile: path.join(artefacts, 'results.json') }],
    ['html', { outputFolder: 'e2e-tests/report', open: 'never' }],
  ],
  use: {
    baseURL: given ?? `http://localhost:${port}`,
    viewport: { width: 1360, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: chromium,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: given
    ? undefined
    : {
        command: 'scripts/demo --reset --yes && exec scripts/demo',
        env: {
          PORT: String(port),
          DEMO_CLOUD_PORT: String(port + 1),
          DEMO_DIR: path.resolve('.tmp/e2e'),
        },
        url: `http://localhost:${port}/.backstage/health/v1/readiness`,
        timeout: 10 * 60_000,
        reuseExistingServer: false,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
        stdout: 'pipe',
        stderr: 'pipe',
      },
});
