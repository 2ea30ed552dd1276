/**
 * Reads the steps of an installation guide: the code blocks below comments
 * such as
 *
 *   <!-- packed: run -->
 *   <!-- packed: app-config.yaml -->
 *   <!-- packed: legacy packages/app/src/App.tsx before </FlatRoutes> -->
 *
 * The comment says what to do with the block: run it, merge it into a YAML
 * file, or put it `before`, `before each` or `instead of` a text of a file;
 * in a portal of one kind (`new`, `legacy`) or of both.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const YAML = require('yaml');

const STEP =
  /^<!-- packed: (?:(new|legacy) )?(.+) -->\n\n```\w+\n([\s\S]*?)^```$/gm;
const PLACE = /^(\S+) (before each|before|instead of) (.+)$/;

/** The steps for a portal of a kind, in their order. */
function readSteps(file, kind) {
  const text = fs.readFileSync(file, 'utf8');
  const found = [...text.matchAll(STEP)];
  const comments = text.match(/<!-- packed:/g) ?? [];
  if (found.length !== comments.length) {
    throw new Error(
      `${
        comments.length - found.length
      } of the comments in ${file} have no code block below, or cannot be read`,
    );
  }
  return found
    .filter(([, only]) => !only || only === kind)
    .map(([, , action, code]) => ({ action, code }));
}

/** Does what a step says to a file of the project; not for `run`. */
function applyStep({ action, code }, project) {
  const [, name, how, anchor] = PLACE.exec(action) ?? [undefined, action];
  const file = path.join(project, name);
  const before = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(
    file,
    how ? place(before, { code, how, anchor, name }) : merge(before, code),
  );
}

function place(text, { code, how, anchor, name }) {
  const parts = text.split(anchor);
  if (parts.length < 2) {
    throw new Error(`${name} does not have the text "${anchor}"`);
  }
  if (how !== 'before each' && parts.length > 2) {
    throw new Error(`${name} has the text "${anchor}" more than once`);
  }
  return parts.join(how === 'instead of' ? code : `${code}${anchor}`);
}

function merge(text, code) {
  const document = YAML.parseDocument(text);
  const set = (at, value) => {
    if (value && typeof value === 'object' && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) {
        set([...at, key], inner);
      }
    } else {
      document.setIn(at, value);
    }
  };
  set([], YAML.parse(code));
  return document.toString();
}

module.exports = { readSteps, applyStep };
