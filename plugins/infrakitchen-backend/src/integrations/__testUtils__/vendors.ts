import type { VendorSide } from '../../connections/__testUtils__/VendorSide';
import { startAwsSide, startAzureSide, startGcpSide } from './clouds';
import {
  startAzureDevopsSide,
  startBitbucketSide,
  startGithubSide,
  startGitlabSide,
} from './gitHosts';
import {
  startAtlasSide,
  startCustomSide,
  startDatadogSide,
  startVaultSide,
} from './tools';

/** What the test of a connection goes through, and what stands at its end. */
export const vendors: [title: string, start: () => Promise<VendorSide>][] = [
  [
    'AWS: @aws-sdk/client-sts, against a stand-in that verifies signature version 4',
    startAwsSide,
  ],
  [
    'Azure: @azure/identity, against stand-ins for Entra ID and Resource Manager',
    () => startAzureSide({}),
  ],
  [
    'Google Cloud: google-auth-library, against a stand-in that verifies assertions',
    startGcpSide,
  ],
  [
    'Datadog: plain HTTPS, against a stand-in that checks both keys',
    startDatadogSide,
  ],
  [
    'MongoDB Atlas: plain HTTPS, against a stand-in that recomputes digests',
    startAtlasSide,
  ],
  [
    'Vault: plain HTTPS, against a stand-in that checks AppRoles',
    startVaultSide,
  ],
  [
    'GitHub: @octokit/rest, against a stand-in that checks tokens',
    startGithubSide,
  ],
  [
    'GitLab: @gitbeaker/rest, against a stand-in that checks tokens',
    startGitlabSide,
  ],
  [
    'Bitbucket: plain HTTPS, against a stand-in in place of api.bitbucket.org',
    startBitbucketSide,
  ],
  [
    'Azure DevOps: azure-devops-node-api, against a stand-in that checks tokens',
    startAzureDevopsSide,
  ],
  ['custom variables: nobody to ask', startCustomSide],
];
