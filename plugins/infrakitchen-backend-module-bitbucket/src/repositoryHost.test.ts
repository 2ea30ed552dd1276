import {
  describeRepositoryHost,
  reroute,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { bitbucketProvider } from './bitbucketProvider';

describeRepositoryHost({
  title:
    "Bitbucket Cloud's repositories, without a client; no package ships a description of its API",
  vendor: 'bitbucket',
  lacks: ['archives', 'reopens'],
  prepare(forge) {
    forge.publicUrl = 'https://bitbucket.org';
  },
  connect: (forge, { token, signal }) =>
    bitbucketProvider.repositoryHost({
      ...reroute(standInContext(forge, { signal }), {
        'https://api.bitbucket.org': forge.url,
      }),
      config: { workspace: 'acme', authentication: 'access_token', token },
    }),
  urlOf: (_, { fullName }) => `https://bitbucket.org/${fullName}`,
  readEvent: bitbucketProvider.readEvent,
});
