/**
 * `node count-tests.js FOLDER` prints how many tests passed and failed, by the
 * result files that Jest and Playwright have left in the folder.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

function read(name) {
  try {
    return JSON.parse(
      fs.readFileSync(path.join(process.argv[2], name), 'utf8'),
    );
  } catch {
    return undefined;
  }
}

const jest = read('jest.json');
const playwright = read('playwright.json');

const passed =
  (jest?.numPassedTests ?? 0) +
  (playwright ? playwright.stats.expected + playwright.stats.flaky : 0);
// A file that cannot even be loaded has no tests to count.
const failed =
  (jest?.numFailedTests ?? 0) +
  (jest?.numRuntimeErrorTestSuites ?? 0) +
  (playwright?.stats.unexpected ?? 0) +
  (playwright?.errors?.length ?? 0);

process.stdout.write(`${passed} ${failed}\n`);
