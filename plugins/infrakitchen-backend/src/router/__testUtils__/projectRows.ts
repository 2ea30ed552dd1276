import type { RowFixture } from './rowFixture';
import { nobody, type Row } from './rowTypes';

/** The operations of projects. */
export function createProjectRows({
  api,
  key,
  of,
}: RowFixture): Record<string, Row> {
  const project = async (): Promise<{ id: string }> =>
    (await api.post('/projects', { key: key(), name: key() })).body;

  return {
    createProject: {
      action: 'project.created',
      valid: async () => ({ body: { key: key(), name: key() } }),
      invalid: async () => {
        const taken = { key: key(), name: key() };
        await api.post('/projects', taken);
        return { body: taken };
      },
    },
    updateProject: {
      action: 'project.updated',
      valid: async () => ({
        ...(await of(project())),
        body: { description: 'x' },
      }),
      invalid: async () => ({ in: { id: nobody }, body: { name: 'x' } }),
    },
    deleteProject: { action: 'project.deleted', valid: () => of(project()) },
    'actOnProject enable': {
      action: 'project.enabled',
      valid: async () => {
        const { id } = await project();
        await api.post(`/projects/${id}/actions/disable`);
        return { in: { id } };
      },
    },
    'actOnProject disable': {
      action: 'project.disabled',
      valid: () => of(project()),
    },
  };
}
