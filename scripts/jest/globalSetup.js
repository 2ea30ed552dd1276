'use strict';

const { findPostgresBinaries, startPostgres } = require('../lib/postgres');

const CONNECTION_STRING =
  'BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING';
const SERVER = Symbol.for('infrakitchen.test.postgres');

/**
 * Gives the tests a PostgreSQL server. Jest calls this once for each distinct
 * path, before it starts its workers, which inherit the environment.
 */
module.exports = async function globalSetup() {
  // `CI=true` makes TestDatabases look for Docker otherwise.
  process.env.BACKSTAGE_TEST_DISABLE_DOCKER = '1';

  if (
    process.env[CONNECTION_STRING] ||
    process.env.INFRAKITCHEN_TEST_DATABASES === 'sqlite'
  ) {
    return;
  }
  if (!findPostgresBinaries()) {
    throw new Error(
      'The tests need PostgreSQL: install its server (apt-get install postgresql), ' +
        `set ${CONNECTION_STRING}, or set INFRAKITCHEN_TEST_DATABASES=sqlite to go without.`,
    );
  }
  globalThis[SERVER] = await startPostgres();
  process.env[CONNECTION_STRING] = globalThis[SERVER].connectionString;
};
