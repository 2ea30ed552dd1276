import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { assertStorable } from '../access';
import { registerCascadeActions } from './registerCascadeActions';
import { registerProjectActions } from './registerProjectActions';
import { registerResourceActions } from './registerResourceActions';
import { registerRunActions } from './registerRunActions';
import { registerTemplateActions } from './registerTemplateActions';
import type { ActionServices } from './types';

/**
 * Registers every quick verb once; the scaffolder, MCP clients and the command
 * line get it from there. Those that start a run answer with its id.
 */
export function registerActions(
  registry: ActionsRegistryService,
  services: ActionServices,
): void {
  const storable = refusingUnstorable(registry);
  registerTemplateActions(storable, services);
  registerResourceActions(storable, services);
  registerRunActions(storable, services);
  registerCascadeActions(storable, services);
  registerProjectActions(storable, services);
}

/** Input of actions does not pass by the router, which refuses it there. */
function refusingUnstorable(
  registry: ActionsRegistryService,
): ActionsRegistryService {
  return {
    register: options =>
      registry.register({
        ...options,
        action: async context => {
          assertStorable(context.input);
          return options.action(context);
        },
      }),
  };
}
