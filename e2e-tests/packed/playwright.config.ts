import path from 'node:path';
import { defineConfig } from '@playwright/test';
import base from '../../playwright.config';

// The portal is there already: scripts/packed has made and started it.
export default defineConfig({
  ...base,
  testDir: '.',
  testIgnore: [],
  outputDir: path.resolve('e2e-tests/artefacts/packed-results'),
  reporter: [['list']],
  use: { ...base.use, actionTimeout: 60_000 },
  webServer: undefined,
});
