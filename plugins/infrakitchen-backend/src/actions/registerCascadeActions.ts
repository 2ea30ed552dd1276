import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { infrakitchenUsePermission } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { MAX_ITEMS, type ActionServices } from './types';

/**
 * Operations on subtrees. Decisions about the plans of others are not among
 * them: they are for a person who has seen the plans.
 */
export function registerCascadeActions(
  registry: ActionsRegistryService,
  { cascades }: ActionServices,
): void {
  registry.register({
    name: 'start-cascade',
    title: 'Preview a cascade over infrastructure resources',
    description:
      'Plans to update, destroy or recreate a subtree (`rootId`) or some resources (`resourceIds`) in the order in which they depend on each other. Nothing is changed before `confirm-cascade`; follow it with `get-cascade`.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z
          .object({
            kind: z.enum(['update', 'destroy', 'recreate']),
            rootId: z.string().uuid().optional(),
            resourceIds: z.array(z.string().uuid()).min(1).max(500).optional(),
            // MCP clients send numbers as text.
            maxParallel: z.coerce.number().int().min(1).max(100).optional(),
            stopOnFailure: z.boolean().optional(),
            reason: z.string().max(2_000).optional(),
          })
          .strict(),
      output: z => z.object({ cascadeId: z.string() }),
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
    name: 'get-cascade',
    title: 'Get a cascade over infrastructure resources',
    description:
      'State, progress by level, counts of all plans and what it waits for, with its resources as far as they fit. `nextCursor` continues them.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z
          .object({
            cascadeId: z.string().uuid(),
            cursor: z.string().max(2_000).optional(),
          })
          .strict(),
      output: z =>
        z.object({
          cascade: z.any(),
          items: z.array(z.any()),
          nextCursor: z.string().optional(),
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
    name: 'confirm-cascade',
    title: 'Confirm the plans of a cascade',
    description:
      'Lets a cascade that the caller asked for begin with the plans that have the `digest`. Where approval rules apply it then waits for people.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: true, idempotent: false },
    schema: {
      input: z =>
        z
          .object({
            cascadeId: z.string().uuid(),
            digest: z.string().max(64),
          })
          .strict(),
      output: z => z.object({ state: z.string() }),
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
      name: `${verb}-cascade`,
      title: `${
        verb === 'cancel' ? 'Cancel' : 'Resume'
      } a cascade over infrastructure resources`,
      description,
      visibilityPermission: infrakitchenUsePermission,
      attributes: {
        readOnly: false,
        destructive: verb === 'resume',
        idempotent: false,
      },
      schema: {
        input: z => z.object({ cascadeId: z.string().uuid() }).strict(),
        output: z => z.object({ state: z.string() }),
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
