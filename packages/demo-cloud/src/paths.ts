import { dirname, join } from 'node:path';

/** The directory of this package, both from source and when built. */
export const packageRoot = dirname(
  require.resolve('@internal/demo-cloud/package.json'),
);

/** The demo modules, one folder for each version. */
export const exampleModules = join(packageRoot, '../../examples/modules');
