import type {
  InfrakitchenClient,
  Resource,
  TemplateVersion,
  Template,
  VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { World } from '../../__testUtils__/startPortal';

/** A template with its one version. */
export interface Imported {
  template: Template;
  version: TemplateVersion;
}

/** The address of the object that a resource of a demo module makes. */
export const addressOf = (kind: string) => `module.this.democloud_${kind}.this`;

/** Imports a demo module as a template. */
export async function importModule(
  client: InfrakitchenClient,
  world: World,
  options: {
    key: string;
    module?: string;
    parentIds: string[];
    variableRules?: VariableRules;
  },
): Promise<Imported> {
  const { key, module = key, parentIds, variableRules } = options;
  return client.importTemplate({
    template: { key, name: key, parentIds },
    version: {
      repositoryUrl: world.repository,
      path: module,
      refType: 'tag',
      ref: 'v1.0.0',
      variableRules,
    },
  });
}

/** A region, and the template of what is most quickly made in it. */
export async function createCatalogue(
  client: InfrakitchenClient,
  world: World,
): Promise<{
  region: Resource;
  network: Imported;
  /** Records a network; `name` is its name in the cloud too. */
  createNetwork(name: string): Promise<Resource>;
}> {
  const template = await client.createTemplate({
    key: 'region',
    name: 'Region',
    abstract: true,
  });
  const network = await importModule(client, world, {
    key: 'network',
    parentIds: [template.id],
  });
  const region = await client.createResource({
    templateId: template.id,
    name: 'eu-prod',
    configs: [
      { name: 'region', value: 'eu-north-1' },
      { name: 'environment', value: 'prod' },
    ],
  });
  return {
    region,
    network,
    createNetwork: name =>
      client.createResource({
        templateId: network.template.id,
        versionId: network.version.id,
        name,
        parentIds: [region.id],
        values: { name },
      }),
  };
}
