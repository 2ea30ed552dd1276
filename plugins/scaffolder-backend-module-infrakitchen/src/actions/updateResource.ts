import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import type {
  Resource,
  ResourcePatch,
  Values,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { explain } from '../lib/errors';
import { previewAction } from '../lib/preview';
import { describePlan, giveReport, reportOf } from '../lib/report';
import {
  chooseVersion,
  findParentIds,
  findResource,
  findTemplate,
  type ParentAddress,
} from '../lib/resources';
import { startRun, waitForRun } from '../lib/runs';
import {
  addressInput,
  entriesInput,
  parentsInput,
  reasonInput,
  runOutput,
  toEntries,
  valuesInput,
  waitInput,
} from '../lib/schemas';
import { Session, type InfrakitchenActionOptions } from '../lib/Session';
import { updateResourceExamples } from './examples';

/**
 * Edits a resource and waits until the edit is applied.
 *
 * @public
 */
export function createUpdateResourceAction(options: InfrakitchenActionOptions) {
  return createTemplateAction({
    id: 'infrakitchen:resource:update',
    description:
      'Edits an InfraKitchen resource, applies the edit where something is built already, and waits for that. Without an edit, it applies what is pending.',
    examples: updateResourceExamples,
    supportsDryRun: true,
    schema: {
      input: {
        ...addressInput,
        version: z =>
          z
            .string({ description: 'Tag, branch or id of another version.' })
            .optional(),
        values: valuesInput('Values to set. The others stay as they are.'),
        unsetValues: z =>
          z
            .array(z.string(), {
              description: 'Variables whose own value is taken away.',
            })
            .optional(),
        tags: entriesInput('All tags, as a map or as a list.'),
        configs: entriesInput('All dependency configs, as a map or as a list.'),
        description: z => z.string().optional(),
        labels: z => z.array(z.string()).optional(),
        parents: parentsInput(
          'All parents, each by its id or by its template and name. It moves the resource with everything below; one that is left out is left.',
        ),
        ownerRef: z => z.string().optional(),
        deletionProtection: z => z.boolean().optional(),
        ...reasonInput,
        ...waitInput,
      },
      output: runOutput,
    },
    async handler(ctx) {
      const session = new Session(options, ctx);
      const { resourceId, template, name, reason } = ctx.input;
      const address = { resourceId, template, name };
      try {
        if (ctx.isDryRun) {
          giveReport(
            ctx,
            await previewAction({ ctx, session, address, action: 'update' }),
          );
          return;
        }
        const before = await findResource(session, address);
        const { needsRun } = await ctx.checkpoint({
          key: `edit.${before.id}`,
          fn: async () => {
            const edited = await edit(session, before, ctx.input);
            return {
              needsRun:
                edited.state === 'provisioned' &&
                !edited.abstract &&
                (edited.hasPendingChange || edited.staleInputs),
            };
          },
        });
        if (!needsRun) {
          ctx.logger.info(`'${before.name}' needs no run`);
          giveReport(ctx, reportOf(await session.readAfterRun(before.id)));
          return;
        }
        const runId = await startRun({
          ctx,
          session,
          resource: before,
          action: 'update',
          reason,
        });
        const { timeout, cancelOnAbort } = ctx.input;
        const run = await waitForRun({
          ctx,
          session,
          runId,
          timeout,
          cancelOnAbort,
        });
        ctx.logger.info(`Plan: ${describePlan(run.planSummary)}`);
        giveReport(ctx, reportOf(await session.readAfterRun(before.id), run));
      } catch (error) {
        throw explain(error);
      }
    },
  });
}

interface EditInput {
  version?: string;
  values?: Record<string, unknown>;
  unsetValues?: string[];
  tags?: Parameters<typeof toEntries>[0];
  configs?: Parameters<typeof toEntries>[0];
  description?: string;
  labels?: string[];
  parents?: ParentAddress[];
  ownerRef?: string;
  deletionProtection?: boolean;
}

async function edit(
  session: Session,
  resource: Resource,
  input: EditInput,
): Promise<Resource> {
  const patch = await patchOf(session, resource, input);
  if (Object.keys(patch).length === 0) {
    return resource;
  }
  return session.client.updateResource(resource.id, patch, {
    ...(await session.asInitiator()),
    // What somebody else has edited meanwhile must not be lost.
    revision: resource.revision,
  });
}

async function patchOf(
  session: Session,
  resource: Resource,
  input: EditInput,
): Promise<ResourcePatch> {
  const { values, unsetValues } = input;
  const patch: ResourcePatch = {
    versionId: await versionIdOf(session, resource, input.version),
    tags: toEntries(input.tags),
    configs: toEntries(input.configs),
    description: input.description,
    labels: input.labels,
    parentIds: input.parents && (await findParentIds(session, input.parents)),
    ownerRef: input.ownerRef,
    deletionProtection: input.deletionProtection,
  };
  if (values || unsetValues) {
    const merged = { ...resource.values, ...values } as Values;
    for (const name of unsetValues ?? []) {
      delete merged[name];
    }
    patch.values = merged;
    const secret = (unsetValues ?? []).filter(name =>
      resource.sensitiveVariables.includes(name),
    );
    patch.unsetSensitive = secret.length > 0 ? secret : undefined;
  }
  return Object.fromEntries(
    Object.entries(patch).filter(([, value]) => value !== undefined),
  );
}

async function versionIdOf(
  session: Session,
  resource: Resource,
  wanted: string | undefined,
): Promise<string | undefined> {
  if (!wanted) {
    return undefined;
  }
  const template = await findTemplate(session, resource.templateId);
  return (await chooseVersion(session, template, wanted))?.id;
}
