/**
 * `node follow-guide.js GUIDE KIND PROJECT` does what the guide says to a
 * portal of that kind.
 */
'use strict';

const { execFileSync } = require('node:child_process');
const { applyStep, readSteps } = require('./guide');

const [guide, kind, project] = process.argv.slice(2);

for (const step of readSteps(guide, kind)) {
  process.stdout.write(`\n--- ${step.action}\n${step.code}\n`);
  if (step.action === 'run') {
    execFileSync('/bin/sh', ['-euc', step.code], {
      cwd: project,
      stdio: 'inherit',
    });
  } else {
    applyStep(step, project);
  }
}
