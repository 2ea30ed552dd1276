import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import type { TemplateAction } from '@backstage/plugin-scaffolder-node';
import { parse } from 'yaml';
import { scaffolderModuleInfrakitchen } from './module';

describe('scaffolderModuleInfrakitchen', () => {
  it('adds every action with examples that fit', async () => {
    const added: TemplateAction<any, any, any>[] = [];
    await startTestBackend({
      extensionPoints: [
        [
          scaffolderActionsExtensionPoint,
          { addActions: (...actions) => added.push(...actions) },
        ],
      ],
      features: [
        scaffolderModuleInfrakitchen,
        mockServices.rootConfig.factory({}),
      ],
    });
    expect(added.map(action => action.id)).toEqual([
      'infrakitchen:resource:create',
      'infrakitchen:resource:dry-run',
      'infrakitchen:resource:provision',
      'infrakitchen:resource:update',
      'infrakitchen:resource:destroy',
      'infrakitchen:resource:delete',
      'infrakitchen:run:wait',
    ]);
    for (const { id, examples, schema, supportsDryRun } of added) {
      expect(supportsDryRun).toBe(true);
      const known = Object.keys((schema!.input as any).properties);
      for (const { example } of examples!) {
        const [step] = parse(example).steps;
        expect(step.action).toBe(id);
        expect(known).toEqual(expect.arrayContaining(Object.keys(step.input)));
      }
    }
  });
});
