import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

const id = '${{ steps.create.output.resourceId }}';

function example(
  description: string,
  action: string,
  input: object,
): TemplateExample {
  const step = { id: action.split(':').pop(), action, input };
  return { description, example: stringify({ steps: [step] }) };
}

export const createResourceExamples = [
  example('Create a network in a region', 'infrakitchen:resource:create', {
    template: 'network',
    name: 'core',
    parents: [{ template: 'region', name: 'eu-prod' }],
    values: { name: 'core', cidr: '10.0.0.0/16' },
  }),
  example(
    'Create a database of one version, with tags and an owner',
    'infrakitchen:resource:create',
    {
      template: 'database',
      version: 'v1.1.0',
      name: 'orders',
      ownerRef: '${{ parameters.owner }}',
      parents: ['${{ parameters.network }}'],
      values: '${{ parameters.values }}',
      tags: { 'cost-center': 'shop' },
      deletionProtection: true,
    },
  ),
  example(
    'Connect a bucket by integrations, a secret and a workspace',
    'infrakitchen:resource:create',
    {
      template: 'bucket',
      name: 'backups',
      integrations: ['aws-main', 'aws-backup as backup'],
      secrets: ['bucket-key'],
      storage: 'company-bucket',
      workspace: 'acme/infrastructure',
      values: { region: 'eu-north-1' },
    },
  ),
];

export const dryRunResourceExamples = [
  example('See what would be built', 'infrakitchen:resource:dry-run', {
    resourceId: id,
  }),
];

export const provisionResourceExamples = [
  example('Build what was created', 'infrakitchen:resource:provision', {
    resourceId: id,
  }),
  example(
    'Wait for two hours at most, approvals included',
    'infrakitchen:resource:provision',
    {
      template: 'network',
      name: 'core',
      reason: 'For the new shop',
      timeout: { hours: 2 },
    },
  ),
  example('Only start the run', 'infrakitchen:resource:provision', {
    resourceId: id,
    wait: false,
  }),
];

export const updateResourceExamples = [
  example('Change one value', 'infrakitchen:resource:update', {
    template: 'database',
    name: 'orders',
    values: { storage_gb: 50 },
  }),
  example('Move to another version', 'infrakitchen:resource:update', {
    resourceId: id,
    version: 'v2.0.0',
    values: { tier: 'standard' },
    unsetValues: ['storage_gb'],
  }),
];

export const destroyResourceExamples = [
  example('Remove a database', 'infrakitchen:resource:destroy', {
    template: 'database',
    name: 'orders',
    reason: 'The shop has moved',
  }),
];

export const deleteResourceExamples = [
  example('Forget a destroyed database', 'infrakitchen:resource:delete', {
    template: 'database',
    name: 'orders',
  }),
];

export const waitForRunExamples = [
  example('Wait for a run', 'infrakitchen:run:wait', {
    runId: '${{ steps.provision.output.runId }}',
    timeout: { minutes: 30 },
  }),
];
