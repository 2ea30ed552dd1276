import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { assertStorable } from '../access';
import { explain } from './explain';
import { registerApprovalActions } from './registerApprovalActions';
import { registerCascadeActions } from './registerCascadeActions';
import { registerConnectionActions } from './registerConnectionActions';
import { registerProjectActions } from './registerProjectActions';
import { registerResourceActions } from './registerResourceActions';
import { registerRunActions } from './registerRunActions';
import { registerTemplateActions } from './registerTemplateActions';
import { registerWorkspaceActions } from './registerWorkspaceActions';
import type { ActionServices } from './types';

/**
 * Registers every quick verb once; the scaffolder, MCP clients and the command
 * line get it from there. Those that start a run answer with its id.
 */
export function registerActions(
  registry: ActionsRegistryService,
  services: ActionServices,
): void {
  const guardedRegistry = guarded(registry);
  registerTemplateActions(guardedRegistry, services);
  registerResourceActions(guardedRegistry, services);
  registerRunActions(guardedRegistry, services);
  registerApprovalActions(guardedRegistry, services);
  registerCascadeActions(guardedRegistry, services);
  registerProjectActions(guardedRegistry, services);
  registerConnectionActions(guardedRegistry, services);
  registerWorkspaceActions(guardedRegistry, services);
}

/**
 * Input of actions does not pass by the router, which refuses there what cannot
 * be stored and what nobody knows: a misspelt field must not be a lost one.
 */
function guarded(registry: ActionsRegistryService): ActionsRegistryService {
  return {
    register: options =>
      registry.register({
        ...options,
        schema: {
          ...options.schema,
          input: z => {
            const input = options.schema.input(z);
            return (
              input instanceof z.ZodObject ? input.strict() : input
            ) as typeof input;
          },
        },
        action: async context => {
          try {
            assertStorable(context.input);
            return await options.action(context);
          } catch (error) {
            throw explain(error);
          }
        },
      }),
  };
}
