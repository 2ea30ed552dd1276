import {
  describeRepositoryHost,
  standInContext,
} from '@infrakitchen/backstage-plugin-infrakitchen-node/testUtils';
import { azureDevopsProvider } from './azureDevopsProvider';
import { fitDescription, fitTitle } from './texts';

describeRepositoryHost({
  title:
    "Azure DevOps' repositories, with its real client; no package ships a description of its API",
  vendor: 'azure-devops',
  lacks: ['refusesEmpty'],
  connect: (forge, { token, signal }) =>
    azureDevopsProvider.repositoryHost({
      ...standInContext(forge, { signal }),
      config: {
        organizationUrl: `${forge.url}/contoso`,
        ...{ authentication: 'token', token },
      },
    }),
  urlOf: (forge, { owner, name }) =>
    `${forge.url}/contoso/${owner}/_git/${name}`,
  readEvent: azureDevopsProvider.readEvent,
});

describe('texts for Azure DevOps', () => {
  const marker = '[//]: # (infrakitchen:run:1)';

  it('are as they are where they fit', () => {
    expect(fitDescription('short')).toBe('short');
    expect(fitTitle('short')).toBe('short');
  });

  it('are cut where they do not, and keep what is read again', () => {
    const cut = fitDescription(`${'x'.repeat(9000)}\n\n${marker}\n`);
    expect(cut.length).toBeLessThanOrEqual(4000);
    expect(cut).toContain('takes no more');
    expect(cut.split('\n')).toContain(marker);
    expect(fitTitle('x'.repeat(500))).toHaveLength(400);
  });
});
