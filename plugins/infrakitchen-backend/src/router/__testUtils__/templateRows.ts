import type { RowFixture } from './rowFixture';
import { nobody, type Row } from './rowTypes';

/** The operations of templates, their versions and their modules. */
export function createTemplateRows({
  api,
  source,
  template,
  version,
  key,
  of,
}: RowFixture): Record<string, Row> {
  const importedVersion = async () => {
    const { id } = await template();
    const created = await api.post(`/templates/${id}/versions`, source);
    return created.body.id as string;
  };

  return {
    listModuleRefs: {
      action: 'module.listed',
      valid: async () => ({ body: { repositoryUrl: source.repositoryUrl } }),
      invalid: async () => ({ body: { repositoryUrl: '/nowhere' } }),
    },
    analyseModule: {
      action: 'module.analysed',
      valid: async () => ({ body: source }),
      invalid: async () => ({ body: { ...source, ref: 'v9' } }),
    },
    createTemplate: {
      action: 'template.created',
      valid: async () => ({ body: { key: key(), name: key() } }),
      invalid: async () => ({
        body: { key: (await template()).key, name: key() },
      }),
    },
    importTemplate: {
      action: 'template.created',
      valid: async () => ({
        body: { template: { key: key(), name: key() }, version: source },
      }),
      invalid: async () => ({
        body: {
          template: { key: key(), name: key() },
          version: { ...source, ref: 'v9' },
        },
      }),
    },
    updateTemplate: {
      action: 'template.updated',
      valid: async () => ({
        ...(await of(template())),
        body: { description: 'x' },
      }),
      invalid: async () => ({ in: { id: nobody }, body: { name: 'x' } }),
    },
    deleteTemplate: {
      action: 'template.deleted',
      valid: () => of(template({ enabled: false })),
      invalid: () => of(template()),
    },
    'actOnTemplate enable': {
      action: 'template.enabled',
      valid: () => of(template({ enabled: false })),
    },
    'actOnTemplate disable': {
      action: 'template.disabled',
      valid: () => of(template()),
    },
    createVersion: {
      action: 'version.created',
      valid: async () => ({ ...(await of(template())), body: source }),
      invalid: async () => ({ in: { id: nobody }, body: source }),
    },
    updateVersion: {
      action: 'version.updated',
      valid: async () => ({
        ...(await of(version(await template()))),
        body: { description: 'x' },
      }),
      invalid: async () => ({
        ...(await of(version(await template()))),
        body: { variableRules: { unknown: { required: true } } },
      }),
    },
    deleteVersion: {
      action: 'version.deleted',
      valid: async () => of(version(await template(), false)),
      invalid: async () => of(version(await template())),
    },
    'actOnVersion analyse': {
      action: 'version.analysed',
      valid: async () => ({ in: { id: await importedVersion() } }),
    },
    'actOnVersion enable': {
      action: 'version.enabled',
      valid: async () => of(version(await template(), false)),
    },
    'actOnVersion disable': {
      action: 'version.disabled',
      valid: async () => of(version(await template())),
    },
  };
}
