import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { changes, fields, reads } from './fields';
import { MAX_ITEMS, type ActionServices } from './types';

/**
 * Operations on subtrees. Decisions about the plans of others are not among
 * them: they are for a person who has seen the plans.
 */
export function registerCascadeActions(
  registry: ActionsRegistryService,
  { cascades }: Pick<ActionServices, 'cascades'>,
): void {
  registry.register({
    ...changes(),
    name: 'start-cascade',
    title: 'Preview a cascade over infrastructure resources',
    description:
      'Plans to update, destroy or recreate a subtree (`rootId`) or some resources (`resourceIds`) in the order in which they depend on each other. Nothing is changed before `confirm-cascade`; follow it with `get-cascade`.',
    schema: {
      input: z =>
        z
          .object({
            kind: z
              .enum(['update', 'destroy', 'recreate'])
              .describe('What is done to each of them'),
            rootId: fields
              .id(z, 'the resource whose whole subtree is meant')
              .optional(),
            resourceIds: z
              .array(z.string().uuid())
              .min(1)
              .max(500)
              .optional()
              .describe('Ids of the resources that are meant, instead'),
            maxParallel: fields
              .count(z, { min: 1, max: 100 })
              .optional()
              .describe('Runs at once'),
            stopOnFailure: z
              .boolean()
              .optional()
              .describe('Whether a failure ends it; it does where absent'),
            reason: fields.reason(z),
          })
          .strict(),
      output: z =>
        z.object({
          cascadeId: z.string().describe('Follow it with `get-cascade`'),
        }),
    },
    action: async ({ input, credentials }) => {
      const cascade = await cascades.create(
        { ...input, stopOnFailure: input.stopOnFailure ?? true },
        { credentials },
      );
      return { output: { cascadeId: cascade.id } };
    },
  });
  registry.register({
    ...reads,
    name: 'get-cascade',
    title: 'Get a cascade over infrastructure resources',
    description:
      'State, progress by level, counts of all plans and what it waits for, with its resources as far as they fit. Ask again until it is `previewed`; then show the user what is deleted or replaced, and `confirm-cascade`.',
    schema: {
      input: z =>
        z
          .object({
            cascadeId: fields.id(z, 'the cascade'),
            cursor: fields.cursor(z),
          })
          .strict(),
      output: z =>
        z.object({
          cascade: z.any().describe('State, counts, and what it waits for'),
          items: z.array(z.any()).describe('Its resources with their runs'),
          nextCursor: z
            .string()
            .optional()
            .describe('Pass it as `cursor` for more'),
        }),
    },
    action: async ({ input, credentials }) => {
      const { cascadeId: id, cursor } = input;
      const [cascade, page] = await Promise.all([
        cascades.get(id, { credentials }),
        cascades.items({ id, cursor, limit: MAX_ITEMS }, { credentials }),
      ]);
      const { items, nextCursor } = page;
      return { output: { cascade, items, nextCursor } };
    },
  });
  registry.register({
    ...changes({ destructive: true }),
    name: 'confirm-cascade',
    title: 'Confirm the plans of a cascade',
    description:
      'Lets a cascade that the caller asked for begin with the plans that have the `digest`. Where approval rules apply it then waits for people, who decide in the portal. Ask the user before: it changes or destroys everything in it.',
    schema: {
      input: z =>
        z
          .object({
            cascadeId: fields.id(z, 'the cascade'),
            digest: z
              .string()
              .max(64)
              .describe('`digest` of the cascade, whose plans were read'),
          })
          .strict(),
      output: z =>
        z.object({ state: z.string().describe('State of the cascade') }),
    },
    action: async ({ input, credentials }) => {
      const { cascadeId, digest } = input;
      const call = { credentials, digest };
      const { state } = await cascades.act(cascadeId, 'confirm', call);
      return { output: { state } };
    },
  });
  for (const [verb, description] of [
    [
      'cancel',
      'Starts nothing more of a cascade, and stops what has not begun to apply. What applies comes to its end.',
    ],
    [
      'resume',
      'Goes on with what is left of a cascade that failed, with new runs.',
    ],
  ] as const) {
    registry.register({
      ...changes({ destructive: verb === 'resume' }),
      name: `${verb}-cascade`,
      title: `${
        verb === 'cancel' ? 'Cancel' : 'Resume'
      } a cascade over infrastructure resources`,
      description,
      schema: {
        input: z =>
          z.object({ cascadeId: fields.id(z, 'the cascade') }).strict(),
        output: z =>
          z.object({ state: z.string().describe('State of the cascade') }),
      },
      action: async ({ input, credentials }) => {
        const { state } = await cascades.act(input.cascadeId, verb, {
          credentials,
        });
        return { output: { state } };
      },
    });
  }
}
