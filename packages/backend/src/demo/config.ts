import path from 'node:path';
import type {
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';

/** How the demo is set up. */
export interface DemoConfig {
  /** Absolute. */
  directory: string;
  cloudPort: number;
}

/**
 * Reads `demo`. Returns nothing where this is no demo, and says so where it
 * is meant to be one but runs in production: anybody may sign in to a demo.
 */
export function readDemoConfig(
  config: RootConfigService,
  logger: LoggerService,
): DemoConfig | undefined {
  const demo = config.getOptionalConfig('demo');
  if (!demo?.getOptionalBoolean('enabled')) {
    return undefined;
  }
  const mode = process.env.NODE_ENV ?? 'production';
  if (mode !== 'development' && mode !== 'test') {
    logger.warn(
      `demo.enabled has no effect: NODE_ENV is '${mode}', and a demo only runs with 'development'`,
    );
    return undefined;
  }
  return {
    directory: path.resolve(demo.getString('directory')),
    cloudPort: demo.getOptionalNumber('cloud.port') ?? 7080,
  };
}
