import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { infrakitchenUsePermission } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { connectionKinds, type ConnectionKind } from '../access';
import type { ConnectionService } from '../connections';
import { MAX_ITEMS } from './types';

/**
 * Registers the verbs of integrations, secrets and storages. None takes a
 * secret: what is given to an action may be written down by whoever calls it.
 */
export function registerConnectionActions(
  registry: ActionsRegistryService,
  { connections }: { connections: Record<ConnectionKind, ConnectionService> },
): void {
  registry.register({
    name: 'list-connections',
    title: 'List integrations, secrets or storages',
    description:
      'Lists what resources may be connected by, without secrets. `filter` takes `field=value` with provider, enabled or label; `q` finds by a part of the name.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: true, destructive: false, idempotent: true },
    schema: {
      input: z =>
        z.object({
          kind: z.enum(connectionKinds),
          filter: z.array(z.string().max(300)).max(50).optional(),
          q: z.string().max(200).optional(),
          cursor: z.string().max(2_000).optional(),
        }),
      output: z =>
        z.object({
          connections: z.array(z.any()),
          totalItems: z.number(),
          nextCursor: z.string().optional(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { kind, ...query } = input;
      const { items, totalItems, nextCursor } = await connections[kind].list(
        { ...query, limit: MAX_ITEMS },
        { credentials },
      );
      return { output: { connections: items, totalItems, nextCursor } };
    },
  });
  registry.register({
    name: 'test-connection',
    title: 'Test an integration, secret or storage',
    description:
      'Tries the stored credentials without changing anything that is in use, and says what works and what is missing.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z.object({ kind: z.enum(connectionKinds), id: z.string().uuid() }),
      output: z => z.object({ report: z.any() }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        report: await connections[input.kind].test(input.id, { credentials }),
      },
    }),
  });
  registry.register({
    name: 'switch-connection',
    title: 'Enable or disable an integration, secret or storage',
    description:
      'A disabled one cannot be attached, and runs that need it are refused. What was built with it can still be destroyed.',
    visibilityPermission: infrakitchenUsePermission,
    attributes: { readOnly: false, destructive: false, idempotent: false },
    schema: {
      input: z =>
        z.object({
          kind: z.enum(connectionKinds),
          id: z.string().uuid(),
          action: z.enum(['enable', 'disable']),
        }),
      output: z => z.object({ connection: z.any() }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        connection: await connections[input.kind].act(input.id, input.action, {
          credentials,
        }),
      },
    }),
  });
}
