import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { connectionKinds, type ConnectionKind } from '../access';
import type { ConnectionService } from '../connections';
import { changes, fields, reads, results } from './fields';
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
    ...reads,
    name: 'list-connections',
    title: 'List integrations, secrets or storages',
    description:
      'Lists what resources may be connected by, without secrets. Use it to find integrations, secrets or a storage for `create-resource`.',
    schema: {
      input: z =>
        z.object({
          kind: z.enum(connectionKinds).describe('Which of the three'),
          ...fields.listed(z, ['provider', 'enabled', 'label']),
        }),
      output: z =>
        z.object({
          connections: z.array(results.connection(z)),
          totalItems: results.totalItems(z),
          nextCursor: results.nextCursor(z),
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
    ...changes(),
    name: 'test-connection',
    title: 'Test an integration, secret or storage',
    description:
      'Tries the stored credentials without changing anything that is in use, and says what works and what is missing.',
    schema: {
      input: z =>
        z.object({
          kind: z.enum(connectionKinds).describe('Which of the three'),
          id: fields.id(z, 'the connection'),
        }),
      output: z =>
        z.object({
          report: z.any().describe('Each step, and what is missing'),
        }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        report: await connections[input.kind].test(input.id, { credentials }),
      },
    }),
  });
  registry.register({
    ...changes(),
    name: 'switch-connection',
    title: 'Enable or disable an integration, secret or storage',
    description:
      'A disabled one cannot be attached, and runs that need it are refused. What was built with it can still be destroyed.',
    schema: {
      input: z =>
        z.object({
          kind: z.enum(connectionKinds).describe('Which of the three'),
          id: fields.id(z, 'the connection'),
          action: z.enum(['enable', 'disable']).describe('What to do'),
        }),
      output: z => z.object({ connection: results.connection(z) }),
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
