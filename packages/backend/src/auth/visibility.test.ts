import path from 'node:path';
import {
  ConfigSources,
  FileConfigSource,
  loadConfigSchema,
  StaticConfigSource,
} from '@backstage/config-loader';

jest.setTimeout(60_000);

const root = path.resolve(__dirname, '../../../..');

/** What the page for signing in sees of `auth`. */
async function seenByThePages(
  files: string[],
  env: Record<string, string>,
  more: object = {},
) {
  const config = await ConfigSources.toConfig(
    ConfigSources.merge([
      ...files.map(file =>
        FileConfigSource.create({
          path: path.join(root, file),
          watch: false,
          substitutionFunc: async name => env[name],
        }),
      ),
      StaticConfigSource.create({ data: more as {} }),
    ]),
  );
  // Also with the schemas of the backend, whose providers have their own.
  const schema = await loadConfigSchema({ dependencies: ['app', 'backend'] });
  const data = config.get() as {};
  config.close();
  const [shown] = schema.process([{ data, context: 'test' }], {
    visibility: ['frontend'],
    ignoreSchemaErrors: true,
  });
  return shown.data as { auth: object };
}

describe('what the pages see of the providers', () => {
  const account = {
    clientId: 'id-1',
    clientSecret: 'hunter2',
    signIn: { resolvers: [{ resolver: 'usernameMatchingUserEntityName' }] },
  };

  it('is which there are, and for which environment', async () => {
    const shown = await seenByThePages(
      ['app-config.yaml', 'app-config.production.yaml'],
      { NODE_ENV: 'production', APP_BASE_URL: 'https://portal.test' },
      {
        auth: {
          session: { secret: 'hunter2' },
          providers: {
            github: { production: account },
            microsoft: { production: { ...account, tenantId: 'tenant-1' } },
          },
        },
      },
    );
    expect(shown.auth).toEqual({
      environment: 'production',
      providers: {
        guest: {},
        github: { production: {} },
        microsoft: { production: {} },
      },
    });
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|id-1|tenant-1/);
  });

  it.each([
    [{ NODE_ENV: 'development' }, 'development'],
    [{ NODE_ENV: 'production' }, 'production'],
    [{}, 'production'],
  ])('is the environment of %j', async (env, environment) => {
    const shown = await seenByThePages(['app-config.yaml'], env as {});
    expect(shown.auth).toEqual({ environment, providers: { guest: {} } });
  });
});
