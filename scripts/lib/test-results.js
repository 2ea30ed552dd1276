/**
 * Reads the result files that Jest and Playwright have left in a folder.
 *
 * `node test-results.js counts FOLDER` prints how many tests passed and failed.
 * `node test-results.js failures FOLDER` prints which failed, and why: where a
 * log is cut to its end, that is where it has to be.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { stripVTControlCharacters } = require('node:util');

const MOST_FAILURES = 5;
const MOST_LINES = 8;

const [command, folder] = process.argv.slice(2);

function read(name) {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
  } catch {
    return undefined;
  }
}

const jest = read('jest.json');
const playwright = read('playwright.json');

function counts() {
  const passed =
    (jest?.numPassedTests ?? 0) +
    (playwright ? playwright.stats.expected + playwright.stats.flaky : 0);
  // A file that cannot even be loaded has no tests to count.
  const failed =
    (jest?.numFailedTests ?? 0) +
    (jest?.numRuntimeErrorTestSuites ?? 0) +
    (playwright?.stats.unexpected ?? 0) +
    (playwright?.errors?.length ?? 0);
  return `${passed} ${failed}`;
}

function jestFailures() {
  return (jest?.testResults ?? [])
    .filter(({ status }) => status === 'failed')
    .flatMap(file => {
      const where = path.relative('.', file.name);
      const tests = file.assertionResults.filter(
        ({ status }) => status === 'failed',
      );
      return tests.length
        ? tests.map(test => ({
            title: `${where} > ${test.fullName}`,
            message: test.failureMessages[0] ?? '',
          }))
        : [{ title: where, message: file.message }];
    });
}

function specsOf(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
}

function playwrightFailures() {
  const ofTests = (playwright?.suites ?? [])
    .flatMap(specsOf)
    .filter(({ tests }) => tests.some(({ status }) => status === 'unexpected'))
    .map(({ file, line, title, tests }) => ({
      title: `${file}:${line} > ${title}`,
      message: tests.at(0)?.results.at(-1)?.error?.message ?? '',
    }));
  const ofFiles = (playwright?.errors ?? []).map(({ message }) => ({
    title: 'The browser tests',
    message: message ?? '',
  }));
  return [...ofTests, ...ofFiles];
}

function failures() {
  const all = [...jestFailures(), ...playwrightFailures()];
  const shown = all.slice(0, MOST_FAILURES).flatMap(({ title, message }) => [
    `  FAILED ${title}`,
    ...stripVTControlCharacters(message)
      .split('\n')
      .filter(line => line.trim())
      .slice(0, MOST_LINES)
      .map(line => `    ${line.slice(0, 200)}`),
  ]);
  const hidden = all.length - MOST_FAILURES;
  return [...shown, ...(hidden > 0 ? [`  and ${hidden} more`] : [])].join('\n');
}

const answer = command === 'failures' ? failures() : counts();
process.stdout.write(answer ? `${answer}\n` : '');
