import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { explain } from '../lib/errors';
import { previewAction } from '../lib/preview';
import { findResource } from '../lib/resources';
import { addressInput, reasonInput } from '../lib/schemas';
import { Session, type InfrakitchenActionOptions } from '../lib/Session';
import { deleteResourceExamples } from './examples';

/**
 * Removes the record of a resource that has nothing built.
 *
 * @public
 */
export function createDeleteResourceAction(options: InfrakitchenActionOptions) {
  return createTemplateAction({
    id: 'infrakitchen:resource:delete',
    description:
      'Deletes the record of an InfraKitchen resource that has nothing built; its history is kept.',
    examples: deleteResourceExamples,
    supportsDryRun: true,
    schema: {
      input: { ...addressInput, ...reasonInput },
      output: {
        resourceId: z => z.string({ description: 'Id that it had.' }),
      },
    },
    async handler(ctx) {
      const session = new Session(options, ctx);
      const { resourceId, template, name, reason } = ctx.input;
      const address = { resourceId, template, name };
      try {
        if (ctx.isDryRun) {
          const action = 'delete';
          const seen = await previewAction({ ctx, session, address, action });
          ctx.output('resourceId', seen.resourceId);
          return;
        }
        const deleted = await ctx.checkpoint({
          key: `delete.${resourceId ?? `${template}.${name}`}`,
          fn: async () => {
            const resource = await findResource(session, address);
            await session.client.actOnResource(resource.id, 'delete', {
              ...(await session.asInitiator()),
              reason,
            });
            return { id: resource.id, name: resource.name };
          },
        });
        ctx.logger.info(`'${deleted.name}' is deleted`);
        ctx.output('resourceId', deleted.id);
      } catch (error) {
        throw explain(error);
      }
    },
  });
}
