'use strict';

const SERVER = Symbol.for('infrakitchen.test.postgres');

/** Ends the server that globalSetup started, if it did. */
module.exports = async function globalTeardown() {
  await globalThis[SERVER]?.stop();
  delete globalThis[SERVER];
};
