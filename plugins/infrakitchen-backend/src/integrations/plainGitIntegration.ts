import type { JsonObject } from '@backstage/types';
import {
  assertServesRepository,
  basicGitCredentials,
  failedCheck,
  type ConnectionCheck,
  type GitHostProvider,
  type ProviderContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';

const password = (title: string, description: string) => ({
  type: 'string',
  title,
  description,
  minLength: 4,
  maxLength: 4000,
  writeOnly: true,
});

/** Any server that speaks git over HTTP; the portal keeps its pull requests. */
export const plainGitIntegration: GitHostProvider = {
  key: 'git',
  title: 'Git server',
  description:
    'A git server of any kind; where it has no pull requests, the portal keeps them.',
  category: 'git',
  supportsAlias: false,
  schema: {
    type: 'object',
    properties: {
      url: {
        type: 'string',
        title: 'URL',
        description: 'The credentials are sent to repositories at or below it.',
        destination: true,
        pattern: '^https?://[^/?#@\\s]+(/[^?#@\\s]*)?$',
        maxLength: 500,
      },
      username: {
        type: 'string',
        title: 'User',
        pattern: '^[^:\\s]+$',
        maxLength: 200,
      },
      password: password('Password or token', 'To read, and to push.'),
      readPassword: password(
        'Password or token for reading',
        'One that may only read; the other one where it is left out.',
      ),
    },
    required: ['url', 'username', 'password'],
    additionalProperties: false,
  },

  // Runs are given checkouts, so they need no credentials for git.
  environmentNames: () => [],
  credentials: async () => ({ environment: {}, secrets: [] }),

  gitBaseUrl: ({ url }) => String(url),

  async gitCredentials({ config, url, access }) {
    assertServesRepository(String(config.url), url);
    return signInOf(config, access);
  },

  async test({ config, ...context }) {
    const checks = [await check(config, 'write', 'Sign in', context)];
    if (config.readPassword !== undefined) {
      checks.push(await check(config, 'read', 'Sign in to read', context));
    }
    return { identity: String(config.username), checks };
  },
};

function signInOf(config: JsonObject, access: 'read' | 'write') {
  const { username, password: writing, readPassword } = config;
  return basicGitCredentials(
    String(username),
    String((access === 'read' ? readPassword : undefined) ?? writing),
  );
}

/** Whether the server takes the credentials; which repositories it has, it does not tell. */
async function check(
  config: JsonObject,
  access: 'read' | 'write',
  name: string,
  { outbound, signal }: Pick<ProviderContext, 'outbound' | 'signal'>,
): Promise<ConnectionCheck> {
  const url = String(config.url).replace(/\/+$/, '');
  const service = access === 'read' ? 'git-upload-pack' : 'git-receive-pack';
  try {
    const response = await outbound.fetch(
      `${url}/info/refs?service=${service}`,
      {
        headers: { authorization: signInOf(config, access).authorization },
        redirect: 'manual',
        signal,
      },
    );
    await response.body?.cancel();
    return checked(name, response.status);
  } catch (error) {
    return failedCheck(name, 'The git server cannot be asked', error);
  }
}

function checked(name: string, status: number): ConnectionCheck {
  if (status === 200) {
    return { name, ok: true, message: 'The repository can be reached' };
  }
  // The URL of a folder of repositories is not one of them.
  if (status === 404) {
    return {
      name,
      ok: true,
      message:
        'The server answers, but has no repository at the URL itself; what the credentials may do shows with the first one below it',
    };
  }
  return failedCheck(name, 'The git server refuses the credentials', {
    status,
  });
}
