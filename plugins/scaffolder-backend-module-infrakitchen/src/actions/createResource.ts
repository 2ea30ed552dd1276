import { createHash } from 'node:crypto';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  resolveConnections,
  slugOf,
  type ResourceInput,
  type Values,
  type WrittenConnections,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { explain } from '../lib/errors';
import {
  chooseVersion,
  DRY_RUN_RESOURCE_ID,
  findNamed,
  findParentIds,
  findProjectId,
  findTemplate,
  type ParentAddress,
} from '../lib/resources';
import {
  connectionsInput,
  entriesInput,
  parentsInput,
  readSensitiveValues,
  sensitiveValuesInput,
  toEntries,
  valuesInput,
  type SensitiveValues,
} from '../lib/schemas';
import { Session, type InfrakitchenActionOptions } from '../lib/Session';
import { createResourceExamples } from './examples';

/**
 * Records a resource. It is built by `infrakitchen:resource:provision`.
 *
 * @public
 */
export function createCreateResourceAction(options: InfrakitchenActionOptions) {
  return createTemplateAction({
    id: 'infrakitchen:resource:create',
    description:
      'Creates an InfraKitchen resource from a template. Nothing is built yet.',
    examples: createResourceExamples,
    supportsDryRun: true,
    schema: {
      input: {
        template: z => z.string({ description: 'Key or id of the template.' }),
        version: z =>
          z
            .string({
              description:
                'Tag, branch or id of the version. The newest active one where absent.',
            })
            .optional(),
        name: z => z.string({ description: 'Name of the resource.' }),
        description: z => z.string().optional(),
        ownerRef: z =>
          z
            .string({
              description:
                'Entity ref of the owner. Who runs the task where absent.',
            })
            .optional(),
        labels: z => z.array(z.string()).optional(),
        project: z =>
          z
            .string({
              description:
                'Key or id of the project. That of the parents where absent.',
            })
            .optional(),
        parents: parentsInput(
          'One parent for each parent template: its id, its template and name, or both as `template/name`.',
        ),
        values: valuesInput('Values of the variables, by name.'),
        sensitiveValues: sensitiveValuesInput(
          'Values of sensitive variables, as `${{ secrets.FIELD }}` for the field `InfrakitchenVariables` of the form.',
        ),
        ...connectionsInput,
        tags: entriesInput('Tags, as a map or as a list.'),
        configs: entriesInput('Dependency configs, as a map or as a list.'),
        deletionProtection: z => z.boolean().optional(),
      },
      output: {
        resourceId: z => z.string({ description: 'Id of the resource.' }),
        name: z => z.string(),
        slug: z =>
          z.string({
            description: 'The name in small letters and underscores.',
          }),
        state: z => z.string({ description: 'State, such as `provision`.' }),
        status: z => z.string({ description: 'Status, such as `ready`.' }),
      },
    },
    async handler(ctx) {
      const session = new Session(options, ctx);
      try {
        const input = await resolveInput(session, ctx.input);
        if (ctx.isDryRun) {
          await logInheritance(session, input, ctx.logger);
          ctx.output('resourceId', DRY_RUN_RESOURCE_ID);
          ctx.output('name', input.name);
          ctx.output('slug', slugOf(input.name));
          ctx.output('state', 'provision');
          ctx.output('status', 'ready');
          return;
        }
        const key = digest([input.templateId, input.name]);
        const { resourceId } = await ctx.checkpoint({
          key: `create.${key}`,
          fn: async () => {
            const created = await session.client.createResource(input, {
              ...(await session.asInitiator()),
              idempotencyKey: `scaffolder-${digest([
                ctx.task.id,
                ctx.step?.id,
                key,
              ])}`,
            });
            return { resourceId: created.id };
          },
        });
        const resource = await session.client.getResource(
          resourceId,
          await session.asInitiator(),
        );
        ctx.logger.info(
          `'${resource.name}' is recorded as ${resource.id} (${resource.state})`,
        );
        ctx.output('resourceId', resource.id);
        ctx.output('name', resource.name);
        ctx.output('slug', slugOf(resource.name));
        ctx.output('state', resource.state);
        ctx.output('status', resource.status);
      } catch (error) {
        throw explain(error);
      }
    },
  });
}

interface CreateInput extends WrittenConnections {
  template: string;
  version?: string;
  name: string;
  description?: string;
  ownerRef?: string;
  labels?: string[];
  project?: string;
  parents?: ParentAddress[];
  values?: Record<string, unknown>;
  sensitiveValues?: SensitiveValues;
  tags?: Parameters<typeof toEntries>[0];
  configs?: Parameters<typeof toEntries>[0];
  deletionProtection?: boolean;
}

/** Turns keys and names into ids. */
async function resolveInput(
  session: Session,
  input: CreateInput,
): Promise<ResourceInput> {
  const template = await findTemplate(session, input.template);
  const version = await chooseVersion(session, template, input.version);
  const { integrations, secrets, storage, workspace } = input;
  const connections = await resolveConnections(
    session.client,
    { integrations, secrets, storage, workspace },
    await session.asInitiator(),
  );
  return {
    ...connections,
    templateId: template.id,
    versionId: version?.id,
    name: input.name,
    description: input.description,
    ownerRef: input.ownerRef,
    labels: input.labels,
    projectId: input.project
      ? await findProjectId(session, input.project)
      : undefined,
    parentIds: await findParentIds(session, input.parents ?? []),
    values: {
      ...input.values,
      ...readSensitiveValues(input.sensitiveValues),
    } as Values,
    tags: toEntries(input.tags),
    configs: toEntries(input.configs),
    deletionProtection: input.deletionProtection,
  };
}

/** Shows in a dry-run what the resource would get from its parents. */
async function logInheritance(
  session: Session,
  input: ResourceInput,
  logger: { info(text: string): void; warn(text: string): void },
): Promise<void> {
  const holder = await findNamed(session, input.templateId, input.name);
  if (holder && holder.state !== 'destroyed') {
    logger.warn(
      `Could not create '${input.name}' now: the template has a resource of this name already`,
    );
  } else {
    logger.info(`Would create '${input.name}'`);
  }
  await logConnections(session, input, logger);
  const parentIds = input.parentIds ?? [];
  if (!input.versionId || parentIds.includes(DRY_RUN_RESOURCE_ID)) {
    return;
  }
  const { variables, errors } = await session.client.getVersionSchema(
    input.versionId,
    parentIds,
    { ...(await session.asInitiator()), project: input.projectId },
  );
  for (const { name, provenance } of variables) {
    const giver = provenance?.project ?? provenance?.resource;
    if (giver) {
      logger.info(`'${name}' comes from '${giver.name}'`);
    }
  }
  const given = input.values ?? {};
  for (const error of errors) {
    if (!error.variable || !Object.hasOwn(given, error.variable)) {
      logger.warn(error.message);
    }
  }
}

/** Warns in a dry-run of what the resource could not be connected by. */
async function logConnections(
  session: Session,
  input: ResourceInput,
  logger: { warn(text: string): void },
): Promise<void> {
  const { integrations, secretIds, storageId, workspaceId } = input;
  const isConnected = [integrations?.length, secretIds?.length].some(Boolean);
  if (!isConnected && !storageId && !workspaceId) {
    return;
  }
  const errors = await session.client.checkTemplateConnections(
    input.templateId,
    { integrations, secretIds, storageId, workspaceId },
    await session.asInitiator(),
  );
  errors.forEach(({ message }) => logger.warn(message));
}

function digest(parts: (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
